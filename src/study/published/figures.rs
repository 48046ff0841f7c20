//! The figures themselves, keyed by hand from the printed tables.

use super::{Authority, Published};
use Authority::{La1, La2, La3};

const fn at(row: &'static str, authority: Authority, value: f64, n: u32) -> Published {
    Published {
        row,
        authority,
        value,
        n,
    }
}

/// Figures that stand alone: ratios and shares.
pub(super) static SINGLE: &[Published] = &[
    at("5.1.assessment.families_per_worker", La1, 5.8, 11),
    at("5.1.families_per_worker", La1, 4.5, 15),
    at("5.1.families_per_worker", La2, 6.4, 7),
    at("5.1.families_per_worker", La3, 10.4, 22),
    at("7.3.cp_share", La1, 14.0 / 76.0, 76),
    at("7.3.cp_share", La2, 16.0 / 48.0, 48),
    at("7.3.cp_share", La3, 60.0 / 154.0, 154),
    at("7.3.cin_of_stated", La1, 62.0 / 85.0, 85),
    at("7.3.cin_of_stated", La2, 32.0 / 49.0, 49),
    at("7.3.cin_of_stated", La3, 94.0 / 191.0, 191),
    at("7.3.cp_of_stated", La1, 14.0 / 85.0, 85),
    at("7.3.cp_of_stated", La2, 16.0 / 49.0, 49),
    at("7.3.cp_of_stated", La3, 60.0 / 191.0, 191),
    at("7.3.care_of_stated", La1, 9.0 / 85.0, 85),
    at("7.3.care_of_stated", La2, 1.0 / 49.0, 49),
    at("7.3.care_of_stated", La3, 37.0 / 191.0, 191),
];

/// Figures on scales of which the model has no counterpart: only their order is held against it.
pub(super) static ORDER: &[Published] = &[
    // Work burnout, 0 to 100.
    at("6.5.burnout", La1, 52.3, 40),
    at("6.5.burnout", La2, 53.0, 24),
    at("6.5.burnout", La3, 56.4, 34),
    // Satisfied or very satisfied with the job as a whole.
    at("6.6.satisfied", La1, 0.923, 40),
    at("6.6.satisfied", La2, 0.792, 24),
    at("6.6.satisfied", La3, 0.882, 34),
    // Mean of clarity about concerns and empathy, 1 to 5; of warmth and recognising strengths only the order is told.
    at("7.2.skill", La1, (3.8 + 2.9) / 2.0, 18),
    at("7.2.skill", La2, (2.6 + 2.2) / 2.0, 15),
    // Parents behave aggressively towards me, from 1 for never.
    at("7.9.aggression", La1, 2.11, 36),
    at("7.9.aggression", La2, 2.54, 25),
    // Average score for the service, 1 to 5; LA2 and LA3 are printed as one.
    at("7.10.rating", La1, 3.67, 24),
    at("7.10.rating", La2, 3.10, 41),
    at("7.10.rating", La3, 3.10, 41),
    // Mean of the nine correlations; LA2 and LA3 are printed as one.
    at("7.12.agreement", La1, 0.529, 26),
    at("7.12.agreement", La2, 0.304, 35),
    at("7.12.agreement", La3, 0.304, 35),
];

macro_rules! samples {
    ($($id:literal: $($authority:ident $n:literal $mean:literal $sd:literal),+;)*) => {
        /// Means with their standard deviations: authority, n, mean, sd.
        pub(super) static SAMPLES: &[Published] = &[$($(
            at(concat!($id, ".mean"), $authority, $mean, $n),
            at(concat!($id, ".sd"), $authority, $sd, $n),
        )+)*];
    };
}

samples! {
    "6.7.ghq": La1 40 9.88 2.98, La2 27 11.21 5.23, La3 38 12.82 6.78;
    "7.1.adults": La1 67 1.64 1.04, La2 66 1.70 1.05, La3 228 1.60 0.80;
    "7.1.children": La1 67 2.19 1.28, La2 66 1.95 1.14, La3 228 2.14 1.26;
    "7.1.age": La1 67 6.43 4.02, La2 66 7.32 4.54, La3 228 6.78 4.73;
    "7.4.months": La1 67 15.63 12.19, La2 66 13.52 15.01, La3 228 18.73 26.91;
    "7.4.contacts": La1 67 2.41 1.92, La2 66 1.54 0.79, La3 228 1.28 0.70;
    "7.4.workers_seen": La1 67 2.26 1.42, La2 66 2.26 1.20, La3 228 1.52 0.84;
    "7.5.housing": La1 67 2.23 1.19, La2 66 1.88 1.20, La3 228 1.82 1.13;
    "7.5.money": La1 67 2.18 1.06, La2 66 1.74 1.04, La3 228 1.82 1.03;
    "7.5.disability": La1 67 1.14 0.43, La2 66 1.09 0.38, La3 228 1.18 0.57;
    "7.5.behaviour": La1 67 1.82 1.04, La2 66 1.45 0.83, La3 228 1.85 1.11;
    "7.5.caring": La1 67 2.79 1.06, La2 66 1.49 0.87, La3 228 2.33 1.24;
    "7.5.depression": La1 67 2.05 1.01, La2 66 1.70 1.05, La3 228 1.97 1.18;
    "7.5.mental_health": La1 67 1.88 1.19, La2 66 1.53 1.03, La3 228 1.68 1.13;
    "7.5.drugs": La1 67 1.75 1.11, La2 66 1.29 0.67, La3 228 1.55 1.02;
    "7.5.alcohol": La1 67 1.45 0.88, La2 66 1.23 0.72, La3 228 1.58 1.05;
    "7.5.physical": La1 67 1.30 0.66, La2 66 1.14 0.46, La3 228 1.50 0.99;
    "7.5.emotional": La1 67 2.21 1.19, La2 66 1.67 1.00, La3 228 2.31 1.24;
    "7.5.neglect": La1 67 2.08 1.14, La2 66 1.35 0.79, La3 228 2.09 1.22;
    "7.5.sexual": La1 67 1.20 0.61, La2 66 1.18 0.61, La3 228 1.24 0.75;
    "7.5.violence": La1 67 1.75 1.16, La2 66 1.45 0.92, La3 228 2.15 1.30;
    "7.5.average": La1 67 1.85 0.41, La2 66 1.42 0.39, La3 228 1.79 0.52;
    "7.7.day": La1 40 8.32 1.08, La2 27 8.73 1.69, La3 34 9.14 0.94;
    "7.7.face_to_face": La1 40 2.13 1.72, La2 27 1.63 1.55, La3 34 1.73 1.40;
    "7.7.admin": La1 40 4.34 2.30, La2 27 4.12 2.49, La3 34 6.44 2.10;
    "7.7.met_children": La1 40 4.24 2.88, La2 27 6.21 4.95, La3 34 3.34 2.38;
    "7.7.met_others": La1 40 3.52 2.84, La2 27 2.43 2.65, La3 34 3.88 2.70;
    "7.8.social_worker.children": La1 12 3.89 1.76, La2 17 7.00 5.72, La3 23 4.19 1.75;
    "7.8.social_worker.others": La1 12 4.0 2.51, La2 17 3.22 2.82, La3 23 4.43 2.09;
    "7.8.social_worker.hours": La1 12 2.3 1.36, La2 17 1.91 1.42, La3 23 1.69 1.11;
    "7.8.leader.children": La1 11 4.0 3.07;
    "7.8.leader.others": La1 11 2.6 2.84;
    "7.8.leader.hours": La1 11 1.53 1.23;
    "7.8.practitioner.children": La1 12 5.3 3.8;
    "7.8.practitioner.others": La1 12 3.7 3.37;
    "7.8.practitioner.hours": La1 12 3.13 2.69;
    "7.8.assessment.children": La1 11 3.9 1.45, La3 12 3.42 2.64;
    "7.8.assessment.others": La1 11 4.2 3.16, La3 12 3.25 2.63;
    "7.8.assessment.hours": La1 11 1.92 0.58, La3 12 1.4 0.65;
    "7.8.long_term.children": La1 15 4.07 4.03, La2 19 4.63 3.02, La3 26 3.67 2.78;
    "7.8.long_term.others": La1 15 4.25 2.9, La2 19 3.88 2.70, La3 26 4.14 2.71;
    "7.8.long_term.hours": La1 15 2.58 2.22, La2 19 1.08 1.02, La3 26 1.77 1.5;
    "7.8.looked_after.children": La1 11 3.4 0.55;
    "7.8.looked_after.others": La1 11 2.8 1.3;
    "7.8.looked_after.hours": La1 11 1.71 1.58;
}
