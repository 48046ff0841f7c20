//! How people read one another, tried at one moment.

mod runs;
mod scene;

use casework::practice::closure;
use casework::practice::concern::{Readers, read_concern};
use casework::practice::hypothesis;
use casework::world::vocabulary::Service;
use runs::short;
use scene::Scene;

#[test]
fn m101_whoever_leads_the_work_colours_what_is_decided_on() {
    let read = |bias: f64, persistence: f64| {
        let mut s = Scene::new(&short("la3"), |c| {
            c.knowledge.reading_error = 2.0;
            c.knowledge.reading_persistence = persistence;
        });
        let family = s.family(7.0, 10);
        let case = s.case(family, Service::LongTerm);
        hypothesis::impression(&mut s.moment(), case);
        let impression = &mut s.world.case_mut(case).impression;
        impression.as_mut().expect("just formed").bias = bias;
        let readers = Readers {
            decider: None,
            knowers: 1,
        };
        read_concern(&mut s.moment(), case, readers)
    };
    // Two standard deviations either way: the whole of the error where it all lasts, none where it is new each time.
    let apart = |persistence| read(2.0, persistence) - read(-2.0, persistence);
    assert!((apart(1.0) - 8.0).abs() < 1e-9, "{}", apart(1.0));
    assert!(apart(0.0).abs() < 1e-9);
}

#[test]
fn m068_who_is_confident_dares_to_close_and_who_is_not_does_not() {
    let dares = |confidence: f64| {
        let mut s = Scene::new(&short("la3"), |c| {
            c.thresholds.hesitation = 0.5;
            c.thresholds.risky_margin = 5.0;
        });
        let family = s.family(7.0, 2);
        let case = s.case(family, Service::LongTerm);
        let team = s.team(Service::LongTerm);
        let decider = s.world.decider(team).expect("somebody");
        s.world.worker_mut(decider).manner.confidence = confidence;
        s.wait(30);
        let times = (0..40).filter(|_| closure::dares(&mut s.moment(), case, 1.0));
        times.count()
    };
    assert_eq!((dares(1.0), dares(-1.0)), (40, 0));
    assert!((10..30).contains(&dares(0.0)), "{}", dares(0.0));
}
