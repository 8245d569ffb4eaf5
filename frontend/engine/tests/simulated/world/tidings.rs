//! How long it takes until everybody knows something.

use super::World;
use super::act::Act;

impl World {
    /// Switches a microphone on or off; milliseconds until all the others show it so.
    pub fn until_known(&mut self, who: usize, on: bool) -> u64 {
        let since = self.now;
        self.act(&Act::Microphone(who, on));
        let me = self.peer_of(who);
        let known = |world: &World| {
            (0..world.people.len()).filter(|other| *other != who).all(|other| {
                let people = &world.pages[world.running_page(other)].view.people;
                people.iter().any(|person| person.peer == me && person.microphone == on)
            })
        };
        while !known(self) {
            self.run(1);
            assert!(self.now < since + 10_000, "nobody ever learns of it");
        }
        self.now - since
    }
}
