//! The assistant's side of the webhooks: signed calls over HTTP, with the documented time limit, retry and reading of
//! failures.

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::amount::Amount;
use crate::clock::Clock;
use crate::shop::ShopItem;
use crate::signature::{SIGNATURE_HEADER, TIMESTAMP_HEADER, sign};

/// The longest answer that is read, in bytes.
const LARGEST: usize = 1 << 20;
/// The reason of a refusal that gives none.
const UNTOLD: &str = "refused";

/// A product as the shop tells it at this moment.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Offer {
    pub(crate) sku: String,
    pub(crate) price: Amount,
    pub(crate) in_stock: bool,
    #[serde(default)]
    pub(crate) promo_price: Option<Amount>,
    #[serde(default)]
    pub(crate) promo_label: Option<String>,
}

impl Offer {
    /// What one of it costs.
    pub(crate) fn unit_price(&self) -> Amount {
        self.promo_price.unwrap_or(self.price)
    }
}

/// Why a webhook gave nothing. The texts are the documented reasons of a failed cart hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    Timeout,
    Error,
}

impl Failure {
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Timeout => "webhook_timeout",
            Self::Error => "webhook_error",
        }
    }

    /// Does this reason of a refusal say that the shop gave no answer at all?
    pub(crate) fn is_reason(reason: &str) -> bool {
        [Self::Timeout, Self::Error].iter().any(|failure| failure.reason() == reason)
    }
}

/// One try: what it gave, and whether a second may help.
enum Outcome {
    Answer(Bytes),
    Retry(Failure),
    Final(Failure),
}

/// Where an endpoint is, from `http://host:port/path`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// Host and port.
    authority: String,
    path: String,
}

impl Address {
    /// A path of a server of this program.
    pub(crate) fn near(server: SocketAddr, path: String) -> Self {
        Self { authority: server.to_string(), path }
    }

    /// Reads an address, or says what is wrong with it. The hosted service asks for `https:`; here both sides stand on
    /// one machine.
    pub(crate) fn read(url: &str) -> Result<Self, &'static str> {
        let rest = url.strip_prefix("http://").ok_or("must begin with http://")?;
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
        if host.is_empty() || port.parse::<u16>().is_err() {
            return Err("must name a host, and a port if it is not 80");
        }
        if !path.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#')) {
            return Err("must have no query, fragment, space or letter outside ASCII");
        }
        Ok(Self { authority: format!("{host}:{port}"), path: format!("/{path}") })
    }
}

/// The client for one shop.
pub(crate) struct Webhooks {
    pub(crate) products_at: Address,
    pub(crate) cart_at: Address,
    pub(crate) cart_get_at: Address,
    pub(crate) secret: String,
    pub(crate) clock: Clock,
    pub(crate) timeout: Duration,
    pub(crate) pause: Duration,
}

impl Webhooks {
    /// Prices and stock. Products the shop does not name are unavailable; when the hook fails, all are.
    pub(crate) async fn products(&self, store: &str, skus: &[String]) -> Result<Vec<Offer>, Failure> {
        #[derive(Deserialize)]
        struct Answer {
            products: Vec<Value>,
        }
        let body = json!({"skus": skus, "store_id": store});
        let answer = self.post::<Answer>(&self.products_at, &body).await?;
        let priced =
            |offer: &Offer| !offer.price.is_negative() && !offer.promo_price.is_some_and(Amount::is_negative);
        Ok(readable(answer.products).filter(priced).collect())
    }

    /// Changes the cart. The error is the shop's reason, or that of the failed hook.
    pub(crate) async fn cart(&self, body: &Value) -> Result<(), String> {
        #[derive(Deserialize)]
        struct Answer {
            ok: bool,
            #[serde(default)]
            reason: Option<String>,
        }
        match self.post::<Answer>(&self.cart_at, body).await {
            Ok(Answer { ok: true, .. }) => Ok(()),
            Ok(Answer { reason, .. }) => Err(reason.unwrap_or_else(|| UNTOLD.to_owned())),
            Err(failure) => Err(failure.reason().to_owned()),
        }
    }

    /// What is in the cart.
    pub(crate) async fn cart_items(&self, store: &str, cart_id: &str) -> Result<Vec<ShopItem>, Failure> {
        #[derive(Deserialize)]
        struct Answer {
            items: Vec<Value>,
        }
        let query = format!("store_id={}&session_id={}", escaped(store), escaped(cart_id));
        let at = Address { path: format!("{}?{query}", self.cart_get_at.path), ..self.cart_get_at.clone() };
        self.call::<Answer>(Method::GET, &at, Bytes::new(), query.as_bytes())
            .await
            .map(|answer| readable(answer.items).collect())
    }

    async fn post<T: DeserializeOwned>(&self, at: &Address, body: &Value) -> Result<T, Failure> {
        let body = Bytes::from(body.to_string());
        self.call(Method::POST, at, body.clone(), &body).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        at: &Address,
        body: Bytes,
        signed: &[u8],
    ) -> Result<T, Failure> {
        let first = self.attempt(&method, at, body.clone(), signed).await;
        let outcome = match first {
            Outcome::Retry(_) => {
                tokio::time::sleep(self.pause).await;
                self.attempt(&method, at, body, signed).await
            }
            other => other,
        };
        match outcome {
            Outcome::Answer(bytes) => serde_json::from_slice(&bytes).map_err(|_| Failure::Error),
            Outcome::Retry(failure) | Outcome::Final(failure) => Err(failure),
        }
    }

    async fn attempt(&self, method: &Method, at: &Address, body: Bytes, signed: &[u8]) -> Outcome {
        match tokio::time::timeout(self.timeout, self.exchange(method, at, body, signed)).await {
            Ok(Ok((status, bytes))) if status.is_success() => Outcome::Answer(bytes),
            Ok(Ok((status, _))) if status.is_server_error() => Outcome::Retry(Failure::Error),
            Ok(_) => Outcome::Final(Failure::Error),
            Err(_) => Outcome::Retry(Failure::Timeout),
        }
    }

    /// One request on a connection of its own: the shop is near and calls are few.
    async fn exchange(
        &self,
        method: &Method,
        at: &Address,
        body: Bytes,
        signed: &[u8],
    ) -> Result<(StatusCode, Bytes), Box<dyn std::error::Error + Send + Sync>> {
        let now = self.clock.unix_seconds();
        let request = Request::builder()
            .method(method)
            .uri(&at.path)
            .header(header::HOST, at.authority.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header(TIMESTAMP_HEADER, now)
            .header(SIGNATURE_HEADER, sign(&self.secret, now, signed))
            .body(Full::new(body))?;
        let stream = TcpStream::connect(&at.authority).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let exchange = async {
            let response = sender.send_request(request).await?;
            let status = response.status();
            Ok((status, Limited::new(response.into_body(), LARGEST).collect().await?.to_bytes()))
        };
        tokio::pin!(exchange);
        tokio::select! {
            answer = &mut exchange => answer,
            // The connection may end first when the answer is already read.
            _ = connection => exchange.await,
        }
    }
}

/// The elements that can be read: a bad one costs only itself.
fn readable<T: DeserializeOwned>(list: Vec<Value>) -> impl Iterator<Item = T> {
    list.into_iter().filter_map(|element| T::deserialize(element).ok())
}

/// Percent-encoding of a query value: all but the unreserved characters.
pub(crate) fn escaped(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_host_port_and_path() {
        let address = |authority: &str, path: &str| {
            Ok(Address { authority: authority.to_owned(), path: path.to_owned() })
        };
        assert_eq!(Address::read("http://shop.test:81/a/b"), address("shop.test:81", "/a/b"));
        assert_eq!(Address::read("http://shop.test"), address("shop.test:80", "/"));
        assert_eq!(Address::read("http://[::1]:81/a"), address("[::1]:81", "/a"));
        for bad in [
            "https://shop.test/",
            "shop.test",
            "http://",
            "http://:81/",
            "http://a:b/",
            "http://a/?q",
            "http://a/ю",
        ] {
            assert!(Address::read(bad).is_err(), "{bad}");
        }
    }
}
