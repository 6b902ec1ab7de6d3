//! Product pictures: a drawn shape in the product's colours.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;

/// `GET /pictures/{sku}.svg`
pub(super) async fn picture(State(app): State<Arc<App>>, Path(file): Path<String>) -> Response {
    let drawing = file.strip_suffix(".svg").and_then(|sku| app.catalog.drawing(sku));
    match drawing {
        Some(svg) => {
            let headers =
                [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")];
            (headers, svg).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
