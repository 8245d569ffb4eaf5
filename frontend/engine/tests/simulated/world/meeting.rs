//! The one builder of meetings: so many people who are in, heard, and seen if that is wanted.

use super::World;
use super::act::Act;
use super::weather::Weather;

/// How a meeting comes about. In calm weather, without cameras, everybody at once, unless something else is said.
pub struct Meeting {
    people: usize,
    seed: u64,
    weather: Weather,
    cameras: usize,
    apart_ms: u64,
    lasting_ms: u64,
    crowd: bool,
    documents: bool,
}

impl Meeting {
    /// So many people.
    pub fn of(people: usize) -> Meeting {
        Meeting {
            people,
            seed: 1,
            weather: Weather::calm(),
            cameras: 0,
            apart_ms: 0,
            lasting_ms: 0,
            crowd: false,
            documents: false,
        }
    }

    /// From which all randomness follows.
    pub fn seed(self, seed: u64) -> Meeting {
        Meeting { seed, ..self }
    }

    /// Not on a calm day.
    pub fn weather(self, weather: Weather) -> Meeting {
        Meeting { weather, ..self }
    }

    /// So many of them, the first, have a camera on.
    pub fn cameras(self, cameras: usize) -> Meeting {
        Meeting { cameras, ..self }
    }

    /// They come in one after the other, so many milliseconds apart.
    pub fn apart(self, apart_ms: u64) -> Meeting {
        Meeting { apart_ms, ..self }
    }

    /// They have been together for so long, milliseconds.
    pub fn lasting(self, lasting_ms: u64) -> Meeting {
        Meeting { lasting_ms, ..self }
    }

    /// They are so many that not everybody who is unmuted keeps sending: it is not waited until everybody hears everybody.
    pub fn crowd(self) -> Meeting {
        Meeting { crowd: true, ..self }
    }

    /// Their pages have real documents, and have had the time to open them.
    pub fn with_documents(self) -> Meeting {
        Meeting { documents: true, lasting_ms: 6_000, ..self }
    }

    /// Everybody is in and connected with everybody.
    pub fn begun(self) -> World {
        let mut world = World::new(self.seed, self.people, self.weather.clone());
        world.documents = self.documents;
        self.begins(world)
    }

    /// The same, in a world that was made for so many people.
    pub fn begins(self, mut world: World) -> World {
        for who in 0..self.people {
            let camera = Act::Camera(who, who < self.cameras);
            for act in [Act::Open(who), Act::Microphone(who, true), camera, Act::Join(who)] {
                world.act(&act);
            }
            world.run(self.apart_ms);
        }
        if !self.crowd {
            world.settle();
        }
        world.run(self.lasting_ms);
        world.hung_up = 0;
        world
    }
}
