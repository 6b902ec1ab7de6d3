//! The widget in real browsers: Chromium, Firefox and WebKit, driven through WebDriver.
//!
//! A story is an async function over a [`Stage`]: the reference backend, started inside the test process on a free
//! port, and a [`Page`] in a fresh browser session. The backend serves the fixture page, the built package, the
//! pictures and the WebSocket from one origin. [`stories!`] makes one test per engine out of each story.
//!
//! The rooms: [`engine`] where the programs are and what each must be told; [`process`] what is started and always
//! ended again; [`session`] one driver with one browser; [`page`] looking, waiting and acting on a page; [`widget`]
//! the only place that knows how the widget's inside is marked; [`proxy`] a network that can fail; [`stage`] what a story
//! is played on; [`story`] how it is played, and what it leaves when it fails.
//!
//! `VIZOCHOK_BROWSERS="chromium firefox webkit"` chooses engines; unset means all three, and a missing one fails.

pub mod engine;
pub mod page;
pub mod process;
pub mod proxy;
pub mod session;
pub mod stage;
pub mod story;
pub mod widget;

pub use engine::{Engine, Look};
pub use page::Page;
pub use proxy::{Line, Proxy, Way};
pub use session::Session;
pub use stage::{Setting, Stage};
pub use widget::Widget;
