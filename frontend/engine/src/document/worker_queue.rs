//! Messages that the worker has been given and not worked in yet, in the order in which it will: until then they hold up
//! their writers.

use crate::messaging::fragment::StreamId;
use crate::room::feature::RoomContext;
use plenum_shared::ids::PeerId;
use std::collections::VecDeque;

/// The queue.
#[derive(Debug, Default)]
pub struct WorkerQueue(VecDeque<(PeerId, StreamId)>);

impl WorkerQueue {
    /// The worker was given one more.
    pub fn wait(&mut self, from: PeerId, stream: StreamId) {
        self.0.push_back((from, stream));
    }

    /// It has worked in the one that was first.
    pub fn take(&mut self, cx: &mut RoomContext<'_, '_>) {
        if let Some((from, stream)) = self.0.pop_front() {
            cx.taken(&from, stream);
        }
    }

    /// It will work in none of them.
    pub fn empty(&mut self, cx: &mut RoomContext<'_, '_>) {
        while !self.0.is_empty() {
            self.take(cx);
        }
    }
}
