//! A million damaged links: at most one in 2^18 may be taken for another link.

use plenum_engine::base::rng::Rng;
use plenum_engine::invite::{Link, read};
use proptest::prelude::*;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const MUTATIONS: u32 = 1_000_000;

/// Deletes, substitutes or swaps, one to four times.
fn damage(code: &mut Vec<u8>, rng: &mut Rng) {
    for _ in 0..=rng.below(4) {
        let place = rng.below(code.len() as u64) as usize;
        match rng.below(8) {
            0 => {
                code.remove(place);
            }
            1..5 => code[place] = ALPHABET[rng.below(32) as usize],
            _ => {
                let other = rng.below(code.len() as u64) as usize;
                code.swap(place, other);
            }
        }
    }
}

#[test]
fn of_a_million_damaged_links_at_most_three_pass_unnoticed() {
    let mut rng = Rng::new(*b"a seed for one million mutations");
    let (mut unnoticed, mut of_right_length) = (0, 0);
    let mut done = 0;
    while done < MUTATIONS {
        let link = Link::from_parts(rng.bytes(), done % 2 == 0);
        let whole = link.code().into_bytes();
        let mut code = whole.clone();
        damage(&mut code, &mut rng);
        if code == whole {
            continue;
        }
        done += 1;
        of_right_length += u32::from(code.len() == whole.len());
        unnoticed += u32::from(read(std::str::from_utf8(&code).unwrap()).is_ok());
    }
    // The test would prove little if most were merely too short.
    assert!(of_right_length > MUTATIONS / 2, "{of_right_length}");
    assert!(unnoticed <= MUTATIONS >> 18, "{unnoticed} of {MUTATIONS}");
}

proptest! {
    #[test]
    fn any_link_reads_back(secret: [u8; 16], passphrase: bool) {
        let link = Link::from_parts(secret, passphrase);
        let visit = read(&link.code()).unwrap();
        prop_assert_eq!(visit.link.code(), link.code());
        prop_assert!(visit.link == link);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*") {
        let _ = read(&text);
    }

    #[test]
    fn any_text_of_what_links_are_made_of_is_read_or_refused(text in "[#&=%0-9a-z \\-?/+<>\u{200b}ä]{0,200}") {
        let _ = read(&text);
    }

    #[test]
    fn a_sound_code_survives_what_stands_around_it(before in "[a-z ,.(\"]{0,40}", after in "[.!]?[ ,)\"][a-z ,.]{0,40}") {
        let link = Link::from_parts([7; 16], false);
        let text = format!("{before}https://meet.example/#{}{after}", link.code());
        prop_assert!(read(&text).unwrap().link == link);
    }
}
