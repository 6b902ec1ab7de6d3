//! The second protocol: texts that interleave, people, and no turns.

mod link;
mod people;
mod streams;
mod wire;
mod world;
