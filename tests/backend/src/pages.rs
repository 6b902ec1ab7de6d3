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

/// Extra headers that were found to be such: path prefix, name, value.
pub(crate) type Headers = Vec<(String, HeaderName, HeaderValue)>;

/// Reads the headers, the longest prefix last; the error is the text that is none.
pub(crate) fn read_headers(extra: &[ExtraHeader]) -> Result<Headers, String> {
    let read = |extra: &ExtraHeader| match (extra.name.parse(), extra.value.parse()) {
        (Ok(name), Ok(value)) => Ok((extra.prefix.clone(), name, value)),
        _ => Err(format!("{}: {}", extra.name, extra.value)),
    };
    let mut headers = extra.iter().map(read).collect::<Result<Headers, String>>()?;
    headers.sort_by_key(|(prefix, ..)| prefix.len());
    Ok(headers)
}

/// Adds the extra headers to all answers of a router. Later ones overwrite earlier ones, so the longest prefix wins.
pub(crate) fn with_headers(router: Router, headers: &Headers) -> Router {
    let headers = headers.clone();
    router.layer(from_fn(move |request: Request, next: Next| {
        let path = request.uri().path().to_owned();
        let mine: Vec<_> = headers.iter().filter(|(prefix, ..)| path.starts_with(prefix)).cloned().collect();
        async move {
            let mut response = next.run(request).await;
            for (_, name, value) in mine {
                response.headers_mut().insert(name, value);
            }
            response
        }
    }))
}
