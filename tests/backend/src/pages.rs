//! Files and extra headers on a listener, so that a browser test can have page, package, pictures and assistant on one
//! origin.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn};
use tower_http::services::ServeDir;

use crate::options::{ExtraHeader, ServedDir};

/// Adds directories to a router. The root directory takes what nothing else does.
pub(crate) fn with_dirs(router: Router, dirs: &[ServedDir]) -> Router {
    dirs.iter().fold(router, |router, dir| {
        let files = ServeDir::new(&dir.path);
        match dir.prefix.trim_end_matches('/') {
            "" => router.fallback_service(files),
            prefix => router.nest_service(prefix, files),
        }
    })
}

/// Adds the extra headers to all answers of a router.
pub(crate) fn with_headers(router: Router, headers: &[ExtraHeader]) -> Router {
    let mut parsed: Vec<(String, HeaderName, HeaderValue)> = headers
        .iter()
        .filter_map(|extra| Some((extra.prefix.clone(), extra.name.parse().ok()?, extra.value.parse().ok()?)))
        .collect();
    // Later ones overwrite earlier ones, so the longest prefix wins.
    parsed.sort_by_key(|(prefix, ..)| prefix.len());
    router.layer(from_fn(move |request: Request, next: Next| {
        let path = request.uri().path().to_owned();
        let mine: Vec<_> = parsed.iter().filter(|(prefix, ..)| path.starts_with(prefix)).cloned().collect();
        async move {
            let mut response = next.run(request).await;
            for (_, name, value) in mine {
                response.headers_mut().insert(name, value);
            }
            response
        }
    }))
}
