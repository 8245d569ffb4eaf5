//! Rates and times that the page states, held against the constants of the code.

use crate::says;

/// Of what the engine keeps to itself: how it is declared, and what the page says of it.
const DECLARED: &[(&str, &str)] = &[
    ("CONNECTIONS: Rate = Rate::one_every(8, 2_500)", "whoever begins them | 8 | 2,500 ms |"),
    ("EPOCHS: Rate = Rate::one_every(6, 500)", "`request` / `fresh` | 6 | 500 ms |"),
    ("RESTARTS: Rate = Rate::one_every(3, 5_000)", "`request` / `ice_restart` | 3 | 5,000 ms |"),
    ("PRESENCE: Rate = Rate::one_every(3, 10_000)", "to or from `in` | 3 | 10,000 ms |"),
    ("STATUSES: Rate = Rate::one_every(20, 250)", "| statuses | 20 | 250 ms |"),
    ("REPORTS: Rate = Rate::one_every(20, 250)", "`hearing_report` | 20 | 250 ms |"),
    ("REACTIONS: Rate = Rate::one_every(6, 1_000)", "`show` | 6 | 1,000 ms |"),
    ("LIVE_TEXT: Rate = Rate::one_every(20, 250)", "live text: `line` | 20 | 250 ms |"),
    ("LIVE_TEXT_BYTES: usize = 512", "| live text | 512 bytes"),
    ("AGAIN_MS: u64 = 350", "every 350 ms at most"),
    ("CAPTION_MS: u64 = 20_000", "shows a caption for 20 s"),
    ("CHAT_MS: u64 = 60_000", "a line of the chat for 60 s"),
    ("PRIVATE: Rate = Rate::one_every(20, 500)", "of the topic `private` | 20 | 500 ms |"),
    ("NOTES: Rate = Rate::one_every(4, 5_000)", "`note` | 4 | 5,000 ms |"),
    ("NOTE_CHARACTERS: usize = 280", "| Plan B note | 280 characters"),
    ("REQUESTS: Rate = Rate::one_every(3, 10_000)", "`please` | 3 | 10,000 ms |"),
    ("FILES: Rate = Rate::one_every(64, 250)", "of the topic `files` | 64 | 250 ms |"),
    ("OFFERS: Rate = Rate::one_every(16, 2_000)", "new offers than 16 at once and then one every 2,000 ms"),
    ("MAX_OPEN: usize = 16", "At most 16 files of one peer"),
    ("IN_FLIGHT: usize = 2", "At most 2 pieces are under way to one peer"),
    ("FILE_NAME_BYTES: usize = 1_024", "| file | name 1,024 bytes"),
    ("FILE_KIND_BYTES: usize = 255", "kind 255 bytes"),
    ("FILE_BYTES: u64 = 2 * 1024 * 1024 * 1024", "size 2,147,483,648 bytes |"),
    ("CANDIDATE_MESSAGES: u32 = 4", "| candidates: messages for one description | 4 | |"),
    ("ACKNOWLEDGED: Rate = Rate { burst: 256, more: 32, every_ms: 1_000 }", "acknowledgements | 256 | 1/32 s"),
    ("NAME_BYTES: usize = 256", "| name | 256 bytes |"),
    ("CANDIDATES: usize = 64", "| candidates | 64 in a message"),
    ("CANDIDATE_BYTES: usize = 512", ", 512 bytes each with `mid` and `ufrag`"),
    ("FINGERPRINT_BYTES: usize = 95", "| fingerprints | 95 bytes each |"),
    ("HEARD: usize = 64", "| hearing report | 64 peer ids"),
    ("MAX_RUMOURED: usize = 64", "| peers of whom no message has opened | 64 at a time"),
    ("MAX: usize = 10", "of one peer | 10 messages,"),
    ("MAX_BYTES: usize = 64 * 1024", "of one peer | 10 messages, 65,536 bytes"),
    ("MAX_PEERS: usize = 256", "| peers in all | 256 |"),
    ("MAX_TOMBSTONES: usize = 10_000", "under their peer id | 10,000"),
    ("AGAIN_MS: [u64; 3] = [1_000, 2_000, 4_000]", "after 1 s, then 2 s, then every 4 s"),
    ("GIVE_UP_MS: u64 = 30_000", "gives it up after 30 s"),
    ("MAX_PENDING: usize = 256", "At most 256 messages wait for one peer"),
    ("COLLECT_MS: [u64; 4] = [0, 50, 400, 3_000]", "at once, then after 50 ms, 400 ms and 3 s"),
    ("SEATED_WAIT_MS: u64 = 4_000", "for 4 s the one who waits"),
    ("SETUP_MS: u64 = 15_000", "15 s after it was made counts as failed"),
    ("FAILOVER_MS: u64 = 8_000", "8 s if the two had one before"),
    ("TRUST_MS: u64 = 1_000", "last heartbeat is younger than 1 s"),
    ("SILENT_MS: u64 = 15_000", "| 15 s without any sign of life"),
    ("SILENT_LISTED_MS: u64 = 60_000", "| 60 s without any sign of life"),
    ("OFTEN_MS: u32 = 100;\nconst SELDOM_MS: u32 = 500", "every 100 ms, or every 500 ms"),
    ("MANY: usize = 9", "in a room of 9 people or more"),
    ("RELOAD_MS: u64 = 6_000", "the tile waits 6 seconds"),
];

#[test]
fn rates_and_times_are_those_of_the_code() {
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut code = String::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { code.push_str(&std::fs::read_to_string(path).unwrap()) }
        }
    }
    for (declared, said) in DECLARED {
        let constant = format!("const {declared};");
        assert!(code.contains(&constant), "the page says `{said}`, and the code no longer `{constant}`");
        assert!(says(said), "the code has `{constant}`, and the page does not say `{said}`");
    }
}
