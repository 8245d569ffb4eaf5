//! Packets of those who have proved nothing: a flood of them leaves the server's memory where it was, and others are served.

#![allow(clippy::unwrap_used)]

mod common;

use common::program::{Program, page};
use std::net::UdpSocket;
use std::time::Duration;

/// As a kernel counts it, KiB.
fn memory(program: &Program) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn head(kind: u16, length: u16, transaction: u32) -> Vec<u8> {
    let (kind, length, id) = (kind.to_be_bytes(), length.to_be_bytes(), transaction.to_be_bytes());
    [&kind[..], &length, &[0x21, 0x12, 0xa4, 0x42], &[7; 8], &id].concat()
}

/// What somebody without a seat may send: a request without proof, with a proof of anything, data for nobody, nonsense.
fn packet(n: u32) -> Vec<u8> {
    let transport = [0, 0x19, 0, 4, 17, 0, 0, 0];
    match n % 6 {
        0 => [head(3, 8, n), transport.to_vec()].concat(),
        1 => {
            let name = format!("{:010}:AAAAAAAAAAAAAAAA", n);
            let (name, nonce) = (name.as_bytes(), format!("{n:016}"));
            let padded = name.len().next_multiple_of(4);
            let mut attributes = [&transport[..], &[0, 6, 0, name.len() as u8], name].concat();
            attributes.resize(8 + 4 + padded, 0);
            attributes.extend([0, 0x14, 0, 6]);
            attributes.extend(*b"plenum\0\0");
            attributes.extend([0, 0x15, 0, 16]);
            attributes.extend(nonce.as_bytes());
            attributes.extend([0, 8, 0, 20]);
            attributes.extend([n as u8; 20]);
            [head(3, attributes.len() as u16, n), attributes].concat()
        }
        2 => head(4, 0, n),
        3 => [&[0x40, 0, 0, 100][..], &[n as u8; 100]].concat(),
        4 => vec![n as u8; 1 + (n % 1200) as usize],
        _ => head(1, 0, n),
    }
}

/// Floods from 250 addresses, each packet from another port, waiting now and then until everything was taken in; how much memory grew, KiB.
fn flood(packets: u32) -> i64 {
    let page = page();
    let free = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let at = ["--listen", "0.0.0.0:0", "--stun-port", &free.to_string(), "--web-root", page.path().to_str().unwrap()];
    let program = Program::start(&at);
    let server = format!("127.0.0.1:{free}");
    let mut waits = 0_u32;
    let mut wait = || {
        // Each address has a share of answers, so it is another one every few times.
        let asker = UdpSocket::bind(format!("127.1.{}.{}:0", waits / 64 / 250, 1 + waits / 64 % 250)).unwrap();
        asker.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        waits += 1;
        for n in 0..50 {
            asker.send_to(&head(1, 0, n), &server).unwrap();
            if asker.recv(&mut [0; 100]).is_ok() {
                return;
            }
        }
        panic!("the server answers nobody any more");
    };
    let mut before = 0;
    for n in 0..packets {
        let stranger = UdpSocket::bind(format!("127.0.7.{}:0", n / 7 % 250)).unwrap();
        stranger.send_to(&packet(n), &server).unwrap();
        if n % 100 == 0 {
            wait();
        }
        // What everybody needs once is there by then.
        if n == packets / 10 {
            before = memory(&program) as i64;
        }
    }
    wait();
    memory(&program) as i64 - before
}

/// The noise of an allocator: a ninth of what it would take to remember 165 bytes of each packet of `make unit`.
const NOISE: i64 = 512;

/// Packets of `make unit`; `make nightly` sends a million.
const PACKETS: u32 = 30_000;

#[test]
fn packets_without_proof_leave_memory_where_it_was() {
    let packets = std::env::var("PLENUM_PACKETS").map_or(PACKETS, |packets| packets.parse().unwrap());
    let grown = flood(packets);
    assert!(grown < NOISE, "{grown} KiB more");
}
