//! Rescue: what keeps somebody out, told apart from facts alone, and what they can do about it.

pub mod advice;
pub mod app;
pub mod browser;
pub mod capture;
pub mod network;
pub mod report;
