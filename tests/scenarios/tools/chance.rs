//! Whatever happens in whatever order: no answer stays "at work" without a turn, nothing goes out that
//! nobody asked for, and a reload changes nothing but what it must.

use super::{BORSCH, PLAN, REPLIES, actions, progress, restore};
use crate::world::{COMPLETE, SEARCHING, World, cart_changed, delta, error};
use vizochok::core::client::Link;
use vizochok::core::tools::{PlanChange, Progress};
use vizochok::core::transcript::{EntryBody, EntryKey, SendState};

const STORIES: u64 = 400;
const STEPS: usize = 60;

struct Story {
    world: World,
    state: u64,
    /// How many answers may have gone out at most: what the shopper gave, and what was listed as waiting.
    allowed: usize,
    /// Actions that went out before the last reload.
    before: usize,
}

impl Story {
    fn next(&mut self, below: u64) -> u64 {
        // splitmix64
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }

    fn tools(&self) -> Vec<EntryKey> {
        let entries = self.world.client.transcript().entries().iter();
        let tool = |body: &EntryBody| matches!(body, EntryBody::Checklist(_) | EntryBody::MealPlan(_));
        entries.filter(|entry| tool(&entry.body)).map(|entry| entry.key).collect()
    }

    fn shopper(&mut self) {
        let keys = self.tools();
        let now = self.world.now;
        let Some(key) = keys.get(usize::try_from(self.next(4)).unwrap()).copied() else { return };
        let place = usize::try_from(self.next(5)).unwrap();
        let client = &mut self.world.client;
        let gave = match self.state % 5 {
            0 => client.submit_checklist(now, key),
            1 => client.approve_meal_plan(now, key),
            2 => {
                let change = PlanChange { day: Some(place), meal: None, request: "soup".into() };
                client.modify_meal_plan(now, key, change)
            }
            3 => {
                client.set_have(key, place, place % 2 == 0);
                false
            }
            _ => client.stop(),
        };
        if gave && self.state % 5 < 3 {
            self.allowed += 1;
        }
        self.world.pump();
    }

    fn server(&mut self) {
        if self.world.client.link() != Link::Online {
            return self.link();
        }
        let frame = match self.next(12) {
            0 => BORSCH.to_owned(),
            1 => PLAN.to_owned(),
            2 => REPLIES.to_owned(),
            3 | 4 => SEARCHING.to_owned(),
            5 => delta("well"),
            6 => cart_changed(Some("b1"), &[("b1", "0.3")]),
            7 => cart_changed(None, &[]),
            8 => error("internal_error"),
            9 => {
                // Busy is asked again by itself, any number of times.
                self.allowed += 8;
                error("agent_busy")
            }
            _ => COMPLETE.to_owned(),
        };
        self.world.say(&frame);
    }

    fn link(&mut self) {
        if self.world.client.link() == Link::Online {
            self.world.close(1006);
            return;
        }
        if self.world.live_count() == 0 {
            self.world.until_dial();
        }
        let lists: [&[&str]; 4] = [&[], &[BORSCH], &[PLAN, REPLIES], &[REPLIES, BORSCH, PLAN]];
        let list = lists[usize::try_from(self.next(4)).unwrap()];
        self.allowed += list.len();
        restore(&mut self.world, list);
    }

    fn reload(&mut self) {
        let stored = self.world.client.snapshot();
        self.before += actions(&self.world).len();
        let now = self.world.now;
        self.world = World::with(self.state, Some(&stored));
        self.world.now = now;
        assert_eq!(self.world.client.snapshot(), stored);
        self.world.connect();
    }

    fn check(&self) {
        let turn = self.world.client.turn();
        for key in self.tools() {
            let progress = progress(&self.world, key);
            let at_work = matches!(progress, Progress::Given(SendState::Sent | SendState::Confirmed));
            assert!(!at_work || turn.running, "{progress:?} without a turn");
        }
        let sent = self.before + actions(&self.world).len();
        assert!(sent <= self.allowed, "{sent} answers went out, {} were given or waited for", self.allowed);
    }
}

#[test]
fn no_order_of_things_leaves_an_answer_hanging_or_gives_it_by_itself() {
    for seed in 0..STORIES {
        let mut story = Story { world: World::online(), state: seed, allowed: 0, before: 0 };
        story.world.say(BORSCH);
        story.world.say(PLAN);
        for _ in 0..STEPS {
            match story.next(12) {
                0..4 => story.shopper(),
                4..9 => story.server(),
                9 => story.link(),
                10 => story.reload(),
                _ => story.world.advance_answering(if story.world.client.link() == Link::Online {
                    3
                } else {
                    0
                }),
            }
            story.check();
        }
    }
}
