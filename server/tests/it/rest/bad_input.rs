//! Requests nobody should send. None of them is our fault (500), and none leaves anything behind.

use std::{net::SocketAddr, time::Duration};

use axum::http::{Method, header};
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

use crate::helpers::{Client, Clinic, PASSWORD};

const JSON: &str = "application/json";
const REGISTER: &str = "/api/v1/auth/register";

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_not_json_is_malformed(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let visitor = clinic.anonymous();
    let invalid_utf8 = b"{\"email\":\"\xff\"}".to_vec();
    for body in [
        Vec::new(),
        b"{".to_vec(),
        b"{} {}".to_vec(),
        invalid_utf8,
        b"{\"email\":\"\\ud800\"}".to_vec(),
        b"{\"email\":\"a\",\"email\":\"b\"}".to_vec(),
        "[".repeat(10_000).into_bytes(),
    ] {
        visitor.with_body(Method::POST, REGISTER, JSON, body).await.expect_problem(400, "malformed");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_wrong_type_points_at_its_field(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for (body, pointer) in [
        (json!({ "email": 7 }), "/email"),
        (json!({ "email": null }), "/email"),
        (json!({ "phone": { "number": 1 } }), "/phone"),
        (json!([1]), ""),
    ] {
        let answer = clinic.anonymous().post(REGISTER, body.clone()).await.expect_problem(422, "invalid");
        assert_eq!(answer.pointers()[0], pointer, "{body}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn another_media_type_is_unsupported(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for kind in ["text/plain", "application/xml", "multipart/form-data"] {
        let answer = clinic.anonymous().with_body(Method::POST, REGISTER, kind, "{}").await;
        let answer = answer.expect_problem(415, "unsupported_media_type");
        assert_eq!(answer.headers[header::ACCEPT], JSON);
        assert_eq!(answer.headers["accept-post"], JSON);
    }
    let ann = clinic.patient("Ann Lee").await;
    let answer = ann.with_body(Method::PATCH, "/api/v1/users/me", "text/plain", "{}").await;
    assert_eq!(answer.expect_problem(415, "unsupported_media_type").headers["accept-patch"], JSON);
    let answer = clinic.anonymous().with_body(Method::POST, "/api/v1/auth/login", "text/plain", "{}").await;
    let answer = answer.expect_problem(415, "unsupported_media_type");
    assert_eq!(answer.headers["accept-post"], "application/json, application/x-www-form-urlencoded");
    // As some clients call JSON.
    for kind in ["application/json; charset=utf-8", "Application/JSON", "application/merge-patch+json"] {
        ann.with_body(Method::PATCH, "/api/v1/users/me", kind, "{}").await.expect(200);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nesting_without_end_is_malformed_wherever_it_is(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let (lists, objects) = (("[".repeat(20_000), "]".repeat(20_000)), ("{\"a\":".repeat(5_000), "}".repeat(5_000)));
    for (open, close) in [&lists, &objects] {
        for body in
            [format!("{open}1{close}"), format!("{{\"phone\":{open}1{close}}}"), format!("{{\"x\":{open}1{close}}}")]
        {
            ann.with_body(Method::PATCH, "/api/v1/users/me", JSON, body).await.expect_problem(400, "malformed");
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_named_twice_is_malformed_wherever_it_is(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    for (path, method, body) in [
        ("users/me", Method::PATCH, r#"{"phone":"1","phone":"2"}"#),
        ("users/me", Method::PATCH, r#"{"name":"Ann","full_name":"Bo"}"#),
        ("users/me", Method::PATCH, r#"{"unknown":1,"unknown":1}"#),
        ("users/me", Method::PATCH, r#"{"unknown":[{"deep":1,"deep":1}]}"#),
        ("users/me", Method::PATCH, r#"{"phone":"1","ph\u006fne":"2"}"#),
        ("doctors/me/schedule", Method::PUT, r#"{"weekly":[{"weekday":1,"weekday":2,"start":"09:00","end":"10:00"}]}"#),
    ] {
        let answer = doctor.with_body(method, &format!("/api/v1/{path}"), JSON, body).await;
        answer.expect_problem(400, "malformed");
    }
    doctor.get("/api/v1/users?limit=1&limit=2").await.expect_problem(400, "malformed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn numbers_nobody_can_mean_are_refused(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let doctor = clinic.doctor("Amara Osei").await;
    for number in ["1e400", "-1e400", "1e30", "99999999999999999999999", "1.5", "-1", "0", "481", "9223372036854775807"]
    {
        let body = format!("{{\"name\":\"Talk\",\"duration_minutes\":{number}}}");
        let answer = doctor.with_body(Method::POST, "/api/v1/visit-types", JSON, body).await;
        // 1e400 is no number that JSON's readers know.
        if number.ends_with("e400") {
            answer.expect_problem(400, "malformed");
        } else {
            assert_eq!(answer.expect_problem(422, "invalid").pointers(), ["/duration_minutes"], "{number}");
        }
    }
    for limit in ["0", "201", "-1", "1e2", "99999999999999999999", "", "%20", "NaN"] {
        let answer = doctor.get(&format!("/api/v1/appointments?limit={limit}")).await.expect_problem(422, "invalid");
        assert_eq!(answer.pointers(), ["/limit"], "{limit}");
    }
    for time in ["99999-01-01", "-0001-01-01", "2026-02-30", "2026-03-02T25:00", "1e400", "0"] {
        let answer = doctor.get(&format!("/api/v1/appointments?from={time}")).await.expect_problem(422, "invalid");
        assert_eq!(answer.pointers(), ["/from"], "{time}");
    }
}

/// What is sent, if it is no GET.
type Call = Option<(Method, Value)>;

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_unknown_value_is_answered_with_those_that_are_known(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, doctor, ann) =
        (clinic.admin("Sam Keller").await, clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let booked = ann.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    let account = format!("/api/v1/users/{}", ann.id);
    let status = format!("{}/status", booked.location());
    let cases: [(_, Call, _, &[&str]); 11] = [
        (
            "/api/v1/appointments?status=x",
            None,
            "/status",
            &["requested", "confirmed", "checked_in", "completed", "cancelled", "no_show"],
        ),
        ("/api/v1/appointments?sort=x", None, "/sort", &["start_time", "-start_time"]),
        ("/api/v1/users?role=x", None, "/role", &["patient", "doctor", "receptionist", "admin"]),
        ("/api/v1/users?verified=x", None, "/verified", &["true", "false"]),
        ("/api/v1/users?active=x", None, "/active", &["true", "false"]),
        ("/api/v1/users?sort=x", None, "/sort", &["created_at", "-created_at"]),
        ("/api/v1/doctors?part_of_day=x", None, "/part_of_day", &["morning", "afternoon", "evening"]),
        ("/api/v1/admin/stats/periods?by=x", None, "/by", &["day", "week"]),
        (REGISTER, Some((Method::POST, json!({ "role": "king" }))), "/role", &["patient", "doctor"]),
        (
            &account,
            Some((Method::PATCH, json!({ "role": "king" }))),
            "/role",
            &["patient", "doctor", "receptionist", "admin"],
        ),
        (
            &status,
            Some((Method::POST, json!({ "status": "gone" }))),
            "/status",
            &["checked_in", "completed", "no_show", "confirmed"],
        ),
    ];
    for (path, body, pointer, known) in cases {
        let answer = match body {
            None => admin.get(path).await,
            Some((method, body)) => admin.with_body(method, path, JSON, body.to_string()).await,
        };
        let problem = answer.expect_problem(422, "invalid").json();
        let errors = problem["errors"].as_array().unwrap();
        let error =
            errors.iter().find(|error| error["pointer"] == pointer).unwrap_or_else(|| panic!("{path}: {problem}"));
        let detail = error["detail"].as_str().unwrap();
        assert!(known.iter().all(|value| detail.contains(value)), "{path}: {detail}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn bytes_that_are_no_text_are_refused_wherever_they_are(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    for path in ["/api/v1/doctors/%ff", "/api/v1/appointments/%00", "/api/v1/doctors?q=%00"] {
        let answer = ann.get(path).await;
        assert_eq!(answer.status, 400, "{path}: {}", answer.text);
        answer.code();
    }
    // What is not UTF-8 in a query is read as signs that stand for that, and nobody is called so.
    assert!(clinic.found("q=%ff").await.is_empty());
    let body = b"{\"reason\":\"\xc3\x28\"}".to_vec();
    ann.with_body(Method::PATCH, "/api/v1/appointments/x", JSON, body).await.expect_problem(400, "malformed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whatever_is_asked_for_the_answer_is_json(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let visitor = clinic.anonymous();
    for accept in ["text/html", "application/xml", "image/*;q=1", "*/*;q=0", "garbage"] {
        let answer =
            visitor.with_header(Method::GET, "/api/v1/specialties", "accept", accept, json!({})).await.expect(200);
        assert_eq!(answer.headers[header::CONTENT_TYPE], JSON);
        let missing = visitor.with_header(Method::GET, "/api/v1/specialties/x", "accept", accept, json!({})).await;
        missing.expect_problem(404, "not_found");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_far_too_long_is_refused_and_nothing_more(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let address = listen(&clinic).await;
    for length in [1_000, 100_000] {
        let token = "x".repeat(length);
        let client = Client { token: Some(token.clone()), ..clinic.anonymous() };
        client.get("/api/v1/users/me").await.expect_problem(401, "invalid_token");
        let request = format!(
            "GET /api/v1/users/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
        );
        let status = status(&talk(address, &request).await);
        assert!([401, 431].contains(&status), "{length}: {status}");
    }
    for (path, expected) in [
        (format!("/api/v1/specialties/{}", "x".repeat(10_000)), 404),
        (format!("/api/v1/doctors?q={}", "x".repeat(10_000)), 422),
        (format!("/api/v1/doctors?cursor={}", "x".repeat(10_000)), 422),
        (format!("/api/v1/{}", "x".repeat(100_000)), 414),
    ] {
        let answer = talk(address, &format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).await;
        assert_eq!(status(&answer), expected, "{path:.40}: {answer:.500}");
    }
    // And the server goes on.
    assert_eq!(status(&talk(address, "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await), 200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_lengths_none_is_believed_and_nothing_follows(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let address = listen(&clinic).await;
    let smuggled = "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let post = "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    for (lengths, expected) in [
        ("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", 400),
        ("Content-Length: 4\r\nContent-Length: 5\r\n", 400),
        ("Content-Length: 4, 5\r\n", 400),
        ("Content-Length: -4\r\n", 400),
        ("Content-Length: +4\r\n", 400),
        ("Content-Length: 4\r\nTransfer-Encoding: identity\r\n", 400),
        ("Transfer-Encoding: chunked, identity\r\n", 400),
        // The length is not looked at then (RFC 9112, section 6.3), the body is empty, and the connection closed.
        ("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", 400),
    ] {
        let answer = talk(address, &format!("{post}{lengths}\r\n0\r\n\r\n{smuggled}")).await;
        assert_eq!(status(&answer), expected, "{lengths}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{lengths}: {answer}");
    }
    // One length, and the next request is answered.
    let answer = talk(address, &format!("{post}Content-Length: 2\r\n\r\n{{}}{smuggled}")).await;
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 2, "{answer}");
}

/// Serves a clinic at an address of its own.
async fn listen(clinic: &Clinic) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = clinic.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// What comes back until the server closes the connection.
async fn talk(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A server that has answered may not want to hear the rest.
    stream.write_all(request.as_bytes()).await.ok();
    let mut answer = Vec::new();
    let closed = timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
    assert!(closed.is_ok(), "the connection stays open after {}", String::from_utf8_lossy(&answer));
    String::from_utf8(answer).unwrap()
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("no answer: {answer}"))
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_body_of_a_megabyte_is_too_large(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let body = json!({ "full_name": "x".repeat(1_000_000) });
    clinic.anonymous().post(REGISTER, body).await.expect_problem(413, "too_large");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn bad_values_are_all_named_and_nothing_is_stored(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let body =
        json!({ "full_name": "x".repeat(10_000), "email": "nobody", "password": "weak", "phone": "?", "role": "king" });
    let answer = clinic.anonymous().post(REGISTER, body).await.expect_problem(422, "invalid");
    assert_eq!(answer.pointers(), ["/role", "/full_name", "/email", "/password", "/phone"]);
    for (field, value) in [
        ("full_name", "a\0b"),
        ("email", "a\0@example.com"),
        ("bio", "\0"),
        ("specialty_id", "\0"),
        ("specialty_id", "00000000-0000-0000-0000-000000000000"),
    ] {
        let mut body = json!({ "full_name": "Ann", "email": "ann@example.com", "password": PASSWORD });
        body[field] = json!(value);
        let answer = clinic.anonymous().post(REGISTER, body).await.expect_problem(422, "invalid");
        assert_eq!(answer.pointers(), [format!("/{field}")]);
    }
    let users = sqlx::query_scalar::<_, i64>("select count(*) from users").fetch_one(&clinic.pool).await.unwrap();
    assert_eq!(users, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nul_and_overlong_text_in_a_booking_are_refused(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, patient) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    for reason in ["\0".to_owned(), "x".repeat(1001)] {
        let body = json!({ "doctor_id": doctor.id, "start_time": "2026-03-03T10:00", "reason": reason });
        let answer = patient.post("/api/v1/appointments", body).await.expect_problem(422, "invalid");
        assert_eq!(answer.pointers(), ["/reason"]);
    }
    for doctor_id in ["\0", "nobody", "00000000-0000-0000-0000-000000000000"] {
        let body = json!({ "doctor_id": doctor_id, "start_time": "2026-03-03T10:00" });
        patient.post("/api/v1/appointments", body).await.expect_problem(404, "not_found");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_unknown_path_and_a_wrong_method_say_so(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.anonymous().get("/api/v1/nothing").await.expect_problem(404, "not_found");
    let answer = clinic.anonymous().delete(REGISTER).await.expect_problem(405, "method_not_allowed");
    assert_eq!(answer.headers["allow"], "POST");
    assert!(answer.json()["request_id"].is_string());
}
