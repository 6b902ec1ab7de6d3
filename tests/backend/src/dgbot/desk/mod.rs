//! The desk: a page on which a human sees what visitors and the bot write, takes a conversation over, answers and leaves.
//!
//! Whoever opens it reads what visitors write and speaks in the team's name, and there is no log-in: so it is there for this
//! machine only, whatever address the backend listens on, and under no name but a local one.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{ConnectInfo, Form, FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{Html, IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde::{Deserialize, Serialize};

use crate::dgbot::visits::{From, Visit, With};
use crate::host::Host;
use crate::tap::Peer;

/// Nothing from elsewhere, no code in the page, forms to nowhere: the script sends.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
                      form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
/// Conversations in the list at most; those that wait come first.
const MOST_LISTED: usize = 50;
/// The longest name of a human and answer, in characters.
const LONGEST_NAME: usize = 40;
const LONGEST_ANSWER: usize = 4000;

/// Somebody at this machine, under a local name: a page of the internet whose name was made to mean this machine is not.
pub(super) struct Local;

impl<S: Send + Sync> FromRequestParts<S> for Local {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let peer = ConnectInfo::<Peer>::from_request_parts(parts, state).await;
        let here = peer.is_ok_and(|ConnectInfo(peer)| peer.addr.ip().is_loopback());
        let named = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).is_some_and(is_local);
        if here && named {
            Ok(Self)
        } else {
            Err((StatusCode::FORBIDDEN, "The desk is for this machine only."))
        }
    }
}

/// Is this the name of the machine itself, with or without a port?
fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// `GET /agent`
pub(super) async fn page(_: Local) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, Html(include_str!("page.html"))).into_response()
}

/// `GET /agent.css`
pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("agent.css")).into_response()
}

/// `GET /agent.js`
pub(super) async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("agent.js")).into_response()
}

/// A conversation in the list.
#[derive(Serialize)]
struct Listed {
    number: u64,
    chatbot: String,
    /// Who the visitor proved to be.
    customer: Option<String>,
    /// `bot`, `waiting` or `human`.
    with: &'static str,
    agent: Option<String>,
    here: bool,
    last: String,
}

/// One line of the open conversation.
#[derive(Serialize)]
struct Told {
    from: &'static str,
    text: String,
}

/// All that the page shows.
#[derive(Serialize)]
struct Sight {
    waiting: usize,
    list: Vec<Listed>,
    /// The lines of the conversation that is asked for; none when it is gone.
    lines: Option<Vec<Told>>,
}

impl Sight {
    fn of(host: &Host, open: Option<u64>) -> Self {
        let mut visits: Vec<(u8, u64, Arc<Visit>)> = host.visits.all().into_iter().map(ranked).collect();
        visits.sort_by_key(|(rank, changed_at, _)| (*rank, std::cmp::Reverse(*changed_at)));
        let lines = open.and_then(|number| {
            let visit = host.visits.numbered(number)?;
            let state = visit.state();
            Some(
                state
                    .lines
                    .iter()
                    .map(|line| Told { from: word(line.from), text: line.text.clone() })
                    .collect(),
            )
        });
        let waiting = visits.iter().filter(|(rank, ..)| *rank == 0).count();
        let list = visits.iter().take(MOST_LISTED).map(|(_, _, visit)| listed(visit)).collect();
        Self { waiting, list, lines }
    }
}

/// Who waits comes first, then who talks with a human, then who has the bot.
fn ranked(visit: Arc<Visit>) -> (u8, u64, Arc<Visit>) {
    let state = visit.state();
    let rank = match state.with {
        With::Waiting => 0,
        With::Human(_) => 1,
        With::Bot => 2,
    };
    let changed_at = state.changed_at;
    drop(state);
    (rank, changed_at, visit)
}

fn listed(visit: &Visit) -> Listed {
    let state = visit.state();
    let (with, agent) = match &state.with {
        With::Bot => ("bot", None),
        With::Waiting => ("waiting", None),
        With::Human(name) => ("human", Some(name.clone())),
    };
    Listed {
        number: visit.number,
        chatbot: visit.chatbot.id.clone(),
        customer: state.customer.clone(),
        with,
        agent,
        here: state.is_here(),
        last: state.lines.back().map(|line| line.text.chars().take(80).collect()).unwrap_or_default(),
    }
}

fn word(from: From) -> &'static str {
    match from {
        From::Visitor => "visitor",
        From::Bot => "bot",
        From::Human => "human",
    }
}

/// Which conversation is open.
#[derive(Deserialize)]
pub(super) struct Open {
    #[serde(default)]
    open: Option<u64>,
}

/// `GET /agent/events?open=`: all that the page shows, now and whenever it changes.
pub(super) async fn events(
    _: Local,
    State(host): State<Arc<Host>>,
    Query(Open { open }): Query<Open>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut news = host.visits.news.subscribe();
    news.mark_changed();
    Sse::new(stream::unfold((host, news), move |(host, mut news)| async move {
        // What happens meanwhile is in the next sight.
        news.changed().await.ok()?;
        let Json(sight) = Json(Sight::of(&host, open));
        let event = Event::default().json_data(sight).ok()?;
        Some((Ok(event), (host, news)))
    }))
}

/// What a button of the page says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Command {
    act: String,
    number: u64,
    name: String,
    text: String,
}

/// `POST /agent`: nothing, or what is wrong in words.
pub(super) async fn command(
    _: Local,
    State(host): State<Arc<Host>>,
    headers: HeaderMap,
    form: Result<Form<Command>, FormRejection>,
) -> Response {
    // Another site's page must not speak in the team's name.
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(Form(command)) = form else { return StatusCode::BAD_REQUEST.into_response() };
    match obey(&host, &command) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(wrong) => (StatusCode::UNPROCESSABLE_ENTITY, wrong).into_response(),
    }
}

fn obey(host: &Host, command: &Command) -> Result<(), &'static str> {
    let (name, text) = (command.name.trim(), command.text.trim());
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err("A name has 1 to 40 letters.");
    }
    let visit = host.visits.numbered(command.number).ok_or("This visitor is gone.")?;
    match command.act.as_str() {
        "join" => visit.join(name),
        "say" if text.is_empty() => Err("There is nothing to send."),
        "say" if text.chars().count() > LONGEST_ANSWER => Err("That is too long: at most 4000 letters."),
        "say" => visit.speak(name, Some(text)),
        "leave" => visit.speak(name, None),
        _ => Err("No button says that."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_has_local_names_only() {
        for host in ["localhost", "localhost:8090", "127.0.0.1:8090", "127.0.0.5", "[::1]:8090", "[::1]"] {
            assert!(is_local(host), "{host}");
        }
        for host in
            ["", "example.com", "localhost.example.com:8090", "192.168.1.4:8090", "127.0.0.1.example.com"]
        {
            assert!(!is_local(host), "{host}");
        }
    }
}
