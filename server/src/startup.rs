//! From settings to a running server; the tests start from the same pieces.

use std::{error::Error, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    http::{HeaderName, Method, StatusCode, header},
    middleware,
};
use leptos::config::LeptosOptions;
use sqlx::{Connection as _, PgPool, postgres::PgPoolOptions};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, DefaultPredicate, Predicate as _},
    cors::CorsLayer,
    csrf::{CsrfLayer, ProtectionError},
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

use crate::{
    auth::{cookies::Cookies, resolve::resolve},
    clock::Clock,
    config::{Origins, Settings, TrustedProxies},
    db::MIGRATOR,
    finish::finish,
    flood::Flood,
    framing::one_length,
    headers, jobs, rest,
    services::Services,
    web,
};

/// Many short commits at once share one flush to disk; more connections than this gain nothing.
const POOL_SIZE: u32 = 32;
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// A connection that has done something this recently is used again without a test.
const FRESH: Duration = Duration::from_secs(1);
/// How long a browser may remember what another site may do.
const CORS_MAX_AGE: Duration = Duration::from_hours(1);
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// Larger than any form of a page.
const MAX_FORM_BYTES: usize = 64 * 1024;

/// What every request can reach.
#[derive(Clone)]
pub struct AppState {
    pub services: Services,
    pub cookies: Cookies,
    pub trusted_proxies: TrustedProxies,
    pub flood: Flood,
    pub leptos: LeptosOptions,
    pub cors_origins: Origins,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

impl AppState {
    pub fn new(pool: PgPool, clock: Arc<dyn Clock>, settings: &Settings) -> Self {
        Self {
            flood: Flood::new(Arc::clone(&clock)),
            trusted_proxies: settings.trusted_proxies.clone(),
            services: Services::new(pool, clock, settings),
            cookies: Cookies::new(settings),
            leptos: leptos_options(settings),
            cors_origins: settings.cors_origins.clone(),
        }
    }
}

/// Connects, and brings the schema up to date.
///
/// # Errors
/// When the database cannot be reached or a migration fails.
pub async fn connect(url: &str) -> Result<PgPool, Box<dyn Error + Send + Sync>> {
    let pool = PgPoolOptions::new()
        .max_connections(POOL_SIZE)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|db, idle| {
            Box::pin(async move {
                if idle.idle_for > FRESH {
                    db.ping().await?;
                }
                Ok(true)
            })
        })
        .connect(url)
        .await?;
    MIGRATOR.run(&pool).await?;
    jobs::prepare(&pool).await?;
    Ok(pool)
}

/// Everything the server answers.
///
/// # Panics
/// Never: the settings hold origins alone.
pub fn router(state: &AppState) -> Router {
    let request_id = HeaderName::from_static("x-request-id");
    let https = state.cookies.are_secure();
    let compressed = DefaultPredicate::new().and(rest::etags::may_be_compressed);
    let doors = Router::new()
        .merge(api(state))
        .merge(rest::at_root())
        .merge(web::api_docs())
        .merge(web::pages(state).layer(DefaultBodyLimit::max(MAX_FORM_BYTES)))
        .layer(middleware::from_fn_with_state(state.clone(), resolve))
        .layer(middleware::from_fn(rest::error::refuse_nul))
        .layer(csrf(&state.cors_origins).with_rejection_response(|_: ProtectionError| rest::error::cross_site()))
        .layer(middleware::from_fn_with_state(state.clone(), rest::rate_limits::limit))
        .merge(web::package(&state.leptos))
        .with_state(state.clone());
    doors.layer(
        ServiceBuilder::new()
            .layer(middleware::from_fn(finish))
            .layer(SetRequestIdLayer::new(request_id.clone(), MakeRequestUuid))
            .layer(TraceLayer::new_for_http().make_span_with(span))
            .layer(PropagateRequestIdLayer::new(request_id))
            .layer(middleware::from_fn(one_length))
            .layer(middleware::from_fn(move |request, next| headers::add(https, request, next)))
            .layer(CompressionLayer::new().compress_when(compressed))
            .layer(CatchPanicLayer::new())
            .layer(middleware::map_response(rest::error::say_when))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT)),
    )
}

/// REST, under its name and its older one, open to the scripts of the origins that were set.
fn api(state: &AppState) -> Router<AppState> {
    let exposed = [
        "deprecation",
        "etag",
        "idempotency-replayed",
        "link",
        "location",
        "ratelimit",
        "ratelimit-policy",
        "retry-after",
        "x-request-id",
    ];
    let allowed = [
        header::AUTHORIZATION,
        header::CONTENT_TYPE,
        header::IF_MATCH,
        header::IF_NONE_MATCH,
        HeaderName::from_static("idempotency-key"),
    ];
    // Without credentials: cookies are for our own pages, programs send tokens.
    let cors = CorsLayer::new()
        .allow_origin(state.cors_origins.header_values())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers(allowed)
        .expose_headers(exposed.map(HeaderName::from_static))
        .max_age(CORS_MAX_AGE);
    Router::new().nest("/api/v1", rest::door(state)).nest("/api", rest::door(state)).layer(cors)
}

/// Refuses what another site sends, but for those that may.
fn csrf(origins: &Origins) -> CsrfLayer {
    origins.iter().fold(CsrfLayer::new(), |layer, origin| {
        layer.add_trusted_origin(origin).expect("the settings hold origins alone")
    })
}

/// The path without its query: a query may say whom somebody is looking for.
fn span<B>(request: &axum::http::Request<B>) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

/// The build leaves `hash.txt`, with the hashes in the names of the files, beside the program.
fn leptos_options(settings: &Settings) -> LeptosOptions {
    let hashed = std::env::current_exe()
        .ok()
        .and_then(|exe| exe.parent().map(|folder| folder.join("hash.txt").exists()))
        .unwrap_or(false);
    LeptosOptions::builder()
        .output_name("praxis")
        .site_root(settings.site_root.to_string_lossy())
        .site_addr(settings.listen)
        .hash_files(hashed)
        .build()
}
