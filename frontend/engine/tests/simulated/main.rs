//! Whole pages that meet in a simulated world: engines, strict browsers, the server's own room machine, and all that goes wrong.
//!
//! All of them are one binary, since each that has the world in it takes as long to compile as the engine.

mod anything;
mod connections;
mod door;
mod doorbell;
mod echo;
mod files;
mod fingerprints;
mod hostile;
mod hostile_failover;
mod hostile_peer;
mod hostile_server;
mod ice_servers;
mod interruptions;
mod keeping;
mod live_text;
mod measuring;
mod meetings;
mod memberships;
mod mic_honesty;
mod namesakes;
mod overload;
mod passphrases;
mod plan_b;
mod private_messages;
mod reactions;
mod recovery;
mod room_documents;
mod simulation;
mod streams;
mod talk;
mod together;
mod versions;
mod view_slices;
mod world;

/// What a page allocates is counted: somebody hostile must not fill its memory.
#[global_allocator]
static HEAP: world::heap::Counting = world::heap::Counting;
