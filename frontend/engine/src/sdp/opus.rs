//! How our own Opus encoder is set: by our figures alone, whatever a peer's description asks of it (RFC 7587 §6.1).

use super::lines::{self, Line};

/// Silence costs nothing, a lost packet is in the next one, and mono speech needs no more than 32 kbit/s.
const FIGURES: &str = "minptime=10;useinbandfec=1;usedtx=1;maxaveragebitrate=32000;stereo=0;cbr=0";
/// From so many people on sound travels in packets of 40 ms: half as many, each with its own cost.
const MANY: usize = 9;

/// A peer's description with our figures for sound. A description tells the *other* side's encoder what to do, so what a
/// peer asks of ours is taken out: bitrate, channels, constant rate, packet times, and the wish for another codec before
/// Opus, or for rates that only `x-google-` parameters can ask for. One that cannot be read is given back as it is: it was
/// checked before.
pub fn with_own_sound(sdp: &str, people: usize) -> String {
    let Ok(lines) = lines::read(sdp) else { return sdp.to_owned() };
    let mut out = String::with_capacity(sdp.len() + 200);
    let starts = lines.iter().enumerate().filter(|(_, line)| line.kind == 'm').map(|(at, _)| at);
    let mut from = 0;
    for to in starts.chain([lines.len()]) {
        section(&lines[from..to], people, &mut out);
        from = to;
    }
    out
}

fn section(lines: &[Line<'_>], people: usize, out: &mut String) {
    let codecs = lines.iter().filter_map(|line| line.of_payload("rtpmap"));
    let opus: Vec<u8> = codecs
        .filter(|(_, codec)| codec.to_ascii_lowercase().starts_with("opus/"))
        .map(|(payload, _)| payload)
        .collect();
    let mut set = Vec::new();
    let mut figures = |payload: u8, out: &mut String| {
        if !set.contains(&payload) {
            set.push(payload);
            out.push_str(&format!("a=fmtp:{payload} {FIGURES}\r\n"));
        }
    };
    for line in lines {
        let timing = ["ptime", "maxptime"].iter().any(|name| line.attribute(name).is_some());
        match line.of_payload("fmtp") {
            Some((payload, _)) if opus.contains(&payload) => figures(payload, out),
            Some((payload, parameters)) => {
                let google = |one: &&str| one.trim().to_ascii_lowercase().starts_with("x-google-");
                match parameters.split(';').any(|one| google(&one)) {
                    false => line.write(out),
                    true => {
                        let kept: Vec<&str> = parameters.split(';').filter(|one| !google(one)).collect();
                        if !kept.is_empty() {
                            out.push_str(&format!("a=fmtp:{payload} {}\r\n", kept.join(";")));
                        }
                    }
                }
            }
            None if timing && !opus.is_empty() => {}
            None if line.kind == 'm' && !opus.is_empty() => out.push_str(&opus_first(line, &opus)),
            None => line.write(out),
        }
    }
    opus.iter().for_each(|payload| figures(*payload, out));
    if people >= MANY && !opus.is_empty() {
        out.push_str("a=ptime:40\r\n");
    }
}

/// The media line with Opus before all other codecs: of two that both know, the first is sent.
fn opus_first(line: &Line<'_>, opus: &[u8]) -> String {
    let words: Vec<&str> = line.text().split_ascii_whitespace().collect();
    let (head, payloads) = words.split_at(words.len().min(3));
    let (first, rest): (Vec<&str>, Vec<&str>) =
        payloads.iter().partition(|word| word.parse::<u8>().is_ok_and(|payload| opus.contains(&payload)));
    format!("m={}\r\n", [head, &first, &rest].concat().join(" "))
}
