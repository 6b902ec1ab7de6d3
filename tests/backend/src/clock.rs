//! Time that a test can move: session expiry, sliding windows, days and signatures all read this clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The backend's calendar clock. Waiting (heartbeat, delays) is done in real time; what is compared with a date is
/// read from here.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Milliseconds that were skipped by hand.
    skipped: Arc<AtomicU64>,
}

impl Clock {
    /// The system's time.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves the clock forward, for all that share it.
    pub fn advance(&self, by: Duration) {
        self.skipped.fetch_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX), Ordering::SeqCst);
    }

    /// Milliseconds since 1970, UTC.
    #[must_use]
    pub fn unix_millis(&self) -> u64 {
        let real = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(real.as_millis())
            .unwrap_or(u64::MAX)
            .saturating_add(self.skipped.load(Ordering::SeqCst))
    }

    /// Whole seconds since 1970, UTC.
    #[must_use]
    pub fn unix_seconds(&self) -> u64 {
        self.unix_millis() / 1000
    }

    /// Days since 1970, UTC: the daily limits begin anew when this changes.
    #[must_use]
    pub fn unix_day(&self) -> u64 {
        self.unix_seconds() / 86_400
    }
}
