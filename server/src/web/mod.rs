//! The browser's door: pages, server functions and files.

mod api_docs;
mod backend;
mod dev_mail;

use std::sync::Arc;

use app::{App, backend::Backend, shell};
use axum::{
    Router,
    http::{HeaderValue, header, request::Parts},
    middleware,
};
use leptos::{
    config::LeptosOptions,
    nonce::Nonce,
    prelude::{provide_context, use_context},
};
use leptos_axum::{LeptosRoutes, file_and_error_handler_with_context, generate_route_list};
use tower::ServiceBuilder;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

pub use self::api_docs::routes as api_docs;
use self::backend::Port;
use crate::{headers, startup::AppState};

/// Names under `/pkg` carry a hash of what is in them.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Pages and server functions.
pub fn pages(state: &AppState) -> Router<AppState> {
    let port: Arc<dyn Backend> = Arc::new(Port::new(state));
    let options = state.leptos.clone();
    let known = options.clone();
    let context = move || {
        provide_context(Arc::clone(&port));
        provide_context(known.clone());
        // The one the answer's policy names, instead of one of Leptos' own.
        if let Some(nonce) = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Nonce>().cloned()) {
            provide_context(nonce);
        }
    };
    let not_found = file_and_error_handler_with_context::<AppState, _>(context.clone(), shell);
    Router::new()
        .merge(dev_mail::routes())
        .leptos_routes_with_context(state, generate_route_list(App), context, move || shell(options.clone()))
        .fallback(not_found)
        .layer(middleware::from_fn(headers::allow_own_scripts))
}

/// The compiled CSS, JavaScript and WASM.
pub fn package(options: &LeptosOptions) -> Router<AppState> {
    let folder = format!("{}/{}", options.site_root, options.site_pkg_dir);
    let files = ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, FOREVER))
        .service(ServeDir::new(folder).precompressed_br().precompressed_gzip());
    Router::new().nest_service(&format!("/{}", options.site_pkg_dir), files)
}
