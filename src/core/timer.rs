//! One table for every deadline of the machine.
//!
//! Timers are data, not callbacks: the owner of the machine arms a single browser timeout for
//! `TimerTable::next`, and one call of `handle_timeout` serves whatever is due. Nothing can be
//! forgotten in a closure, and a test moves time by hand.

use super::clock::Millis;

/// What a deadline is for. When several are due at once they are served in this order: the link is
/// judged before the conversation that depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Timer {
    /// The back-off is over: dial again.
    Dial,
    /// The handshake was not answered.
    Connect,
    /// `auth` was not answered.
    Auth,
    /// A probe was not answered.
    Probe,
    /// Nothing was heard for too long.
    Silence,
    /// Time for the next ping.
    Ping,
    /// The link has been up long enough to forget earlier failures.
    Stable,
    /// The server did not say which conversation this is.
    Greeting,
    /// A turn went silent.
    Turn,
    /// A text or a look-up went silent.
    Stream,
    /// The next waiting message may go.
    Outbox,
    /// The shopper stopped pressing the stepper.
    Quiet,
    /// A cart request was not confirmed.
    Cart,
}

const ALL: [Timer; 13] = [
    Timer::Dial,
    Timer::Connect,
    Timer::Auth,
    Timer::Probe,
    Timer::Silence,
    Timer::Ping,
    Timer::Stable,
    Timer::Greeting,
    Timer::Turn,
    Timer::Stream,
    Timer::Outbox,
    Timer::Quiet,
    Timer::Cart,
];

/// The deadlines that are set, at most one for each [`Timer`].
#[derive(Debug, Default)]
pub(crate) struct TimerTable {
    due: [Option<Millis>; ALL.len()],
}

impl TimerTable {
    /// Sets a deadline, replacing an earlier one.
    pub(crate) fn set(&mut self, timer: Timer, at: Millis) {
        if let Some(slot) = self.due.get_mut(timer as usize) {
            *slot = Some(at);
        }
    }

    /// Forgets a deadline.
    pub(crate) fn stop(&mut self, timer: Timer) {
        if let Some(slot) = self.due.get_mut(timer as usize) {
            *slot = None;
        }
    }

    /// The deadline of one timer.
    pub(crate) fn get(&self, timer: Timer) -> Option<Millis> {
        self.due.get(timer as usize).copied().flatten()
    }

    /// The earliest deadline of all.
    pub(crate) fn next(&self) -> Option<Millis> {
        self.due.iter().flatten().min().copied()
    }

    /// Takes the first timer that is due at `now`, with the moment it was meant for: a long way
    /// between the two says that the page was throttled or the machine slept.
    pub(crate) fn expire(&mut self, now: Millis) -> Option<(Timer, Millis)> {
        for timer in ALL {
            if let Some(at) = self.get(timer)
                && at <= now
            {
                self.stop(timer);
                return Some((timer, at));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_timer_has_a_slot_of_its_own() {
        for (index, timer) in ALL.into_iter().enumerate() {
            assert_eq!(timer as usize, index);
        }
    }

    #[test]
    fn due_timers_come_once_and_the_link_comes_first() {
        let mut table = TimerTable::default();
        table.set(Timer::Turn, 5);
        table.set(Timer::Silence, 9);
        table.set(Timer::Cart, 11);
        assert_eq!(table.next(), Some(5));
        assert_eq!(table.expire(4), None);
        assert_eq!(table.expire(10), Some((Timer::Silence, 9)));
        assert_eq!(table.expire(10), Some((Timer::Turn, 5)));
        assert_eq!(table.expire(10), None);
        assert_eq!(table.next(), Some(11));
        table.stop(Timer::Cart);
        assert_eq!(table.next(), None);
    }
}
