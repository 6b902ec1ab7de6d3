//! One request to the endpoint, on a connection of its own, and the bytes of its answer as they come.

use std::error::Error;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::{Request, Response, StatusCode, Uri, header};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

pub(super) type Broken = Box<dyn Error + Send + Sync>;

/// An answer whose head has come.
pub(super) struct Exchange {
    pub(super) status: StatusCode,
    body: Incoming,
    /// Drives the connection; ends with the exchange, so that a turn that is given up hangs up.
    _connection: JoinSet<()>,
}

impl Exchange {
    /// More of the body; `None` at its end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Broken> {
        while let Some(frame) = self.body.frame().await {
            if let Ok(data) = frame?.into_data() {
                return Ok(Some(data));
            }
        }
        Ok(None)
    }
}

/// Posts JSON and waits for the head of the answer.
pub(super) async fn post(endpoint: &Uri, key: Option<&str>, body: &str) -> Result<Exchange, Broken> {
    let host = endpoint.host().unwrap_or_default().trim_matches(['[', ']']);
    let secure = endpoint.scheme_str() == Some("https");
    let port = endpoint.port_u16().unwrap_or(if secure { 443 } else { 80 });
    let path = endpoint.path_and_query().map_or("/", |path| path.as_str());
    let mut request = Request::post(path)
        .header(header::HOST, endpoint.authority().map_or(host, |authority| authority.as_str()))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "text/event-stream");
    if let Some(key) = key {
        request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    }
    let request = request.body(Full::new(Bytes::from(body.to_owned())))?;
    let tcp = TcpStream::connect((host, port)).await?;
    tcp.set_nodelay(true)?;
    let mut tasks = JoinSet::new();
    let response = if secure {
        send(super::tls::wrap(tcp, host).await?, request, &mut tasks).await?
    } else {
        send(tcp, request, &mut tasks).await?
    };
    Ok(Exchange { status: response.status(), body: response.into_body(), _connection: tasks })
}

async fn send(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Full<Bytes>>,
    tasks: &mut JoinSet<()>,
) -> Result<Response<Incoming>, Broken> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tasks.spawn(async move {
        // What breaks it, the reader of the body learns too.
        connection.await.ok();
    });
    Ok(sender.send_request(request).await?)
}
