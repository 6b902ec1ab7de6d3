//! HTTP on a listener, with an end to every wait: a client that sends the head or the body of a request slowly, or
//! nothing at all, holds a connection for a while and nothing else.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::ConnectInfo;
use axum::response::Response;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tower_service::Service;

use crate::tap::TapListener;

/// Serves until the task ends. A head of a request is waited for so long, the first as well as the next one on the
/// same connection.
pub(crate) async fn serve(mut listener: TapListener, router: Router, head: Duration) {
    loop {
        let (tap, _) = listener.accept().await;
        let (router, peer) = (router.clone(), tap.peer());
        let answer = service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer.clone()));
            let mut router = router.clone();
            async move {
                let response: Result<Response, Infallible> = router.call(request).await;
                response
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(head)
            .serve_connection(TokioIo::new(tap), answer)
            .with_upgrades();
        tokio::spawn(async move {
            // What breaks a connection is the client's to notice.
            connection.await.ok();
        });
    }
}
