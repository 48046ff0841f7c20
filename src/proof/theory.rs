//! Queueing theory: what the models of this room have to come to. Rates are per unit of time, means in units of time.
//!
//! Formulas are those of the textbooks (Kleinrock, *Queueing Systems*; Gross and Harris, *Fundamentals of Queueing
//! Theory*). What has no closed form is a birth-death chain, or a recursion over arrivals. Every function is held
//! against printed values below.

/// The share of arrivals that find all `servers` busy where none waits (Erlang B), at an offered load in servers.
pub fn erlang_b(load: f64, servers: u32) -> f64 {
    (1..=servers).fold(1.0, |lost, k| load * lost / (f64::from(k) + load * lost))
}

/// The share of arrivals that wait at an M/M/c queue (Erlang C), at a load below the number of servers.
pub fn erlang_c(load: f64, servers: u32) -> f64 {
    let lost = erlang_b(load, servers);
    lost / (1.0 - load / f64::from(servers) * (1.0 - lost))
}

/// The mean wait before service at an M/M/c queue.
pub fn wait_of_servers(rate: f64, mean: f64, servers: u32) -> f64 {
    erlang_c(rate * mean, servers) / (f64::from(servers) / mean - rate)
}

/// The mean number present at an M/M/c queue.
pub fn present_at_servers(rate: f64, mean: f64, servers: u32) -> f64 {
    rate * (wait_of_servers(rate, mean, servers) + mean)
}

/// The mean wait at an M/G/1 queue (Pollaczek and Khinchine), from the mean and the mean square of service.
pub fn pollaczek_khinchine(rate: f64, mean: f64, square: f64) -> f64 {
    rate * square / (2.0 * (1.0 - rate * mean))
}

/// The stationary law of a birth-death chain: `births[n]` leads from n to n + 1, `deaths[n]` from n + 1 to n.
pub fn birth_death(births: &[f64], deaths: &[f64]) -> Vec<f64> {
    let mut weights = vec![1.0];
    let mut last = 1.0;
    for (birth, death) in births.iter().zip(deaths) {
        last *= birth / death;
        weights.push(last);
    }
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// The mean of a law on 0, 1, 2, ...
pub fn mean_of(law: &[f64]) -> f64 {
    (0_u32..).zip(law).map(|(n, p)| f64::from(n) * p).sum()
}

/// The number present at an M/M/c queue with room for `room`, those in service included.
pub fn limited_room(rate: f64, mean: f64, servers: u32, room: u32) -> Vec<f64> {
    let deaths: Vec<f64> = (1..=room)
        .map(|n| f64::from(n.min(servers)) / mean)
        .collect();
    birth_death(&vec![rate; room as usize], &deaths)
}

/// An M/M/c queue whose customers leave unserved after an exponential time (Erlang A).
#[derive(Clone, Copy, Debug)]
pub struct Impatient {
    /// The share of arrivals that do not find a free server.
    pub waiting: f64,
    /// The mean number in the queue.
    pub queue: f64,
    /// The mean time in the queue, of all who arrive.
    pub wait: f64,
    /// The share of arrivals that leave unserved.
    pub leaving: f64,
}

/// Erlang A, as a chain cut off where next to nobody comes.
pub fn erlang_a(rate: f64, mean: f64, patience: f64, servers: u32) -> Impatient {
    /// Longest queue that is counted.
    const LONGEST: u32 = 400;
    let deaths: Vec<f64> = (1..=servers + LONGEST)
        .map(|n| f64::from(n.min(servers)) / mean + f64::from(n.saturating_sub(servers)) / patience)
        .collect();
    let law = birth_death(&vec![rate; deaths.len()], &deaths);
    let beyond = &law[servers as usize..];
    let queue = mean_of(beyond);
    Impatient {
        waiting: beyond.iter().sum(),
        queue,
        wait: queue / rate,
        leaving: queue / patience / rate,
    }
}

/// One server who slows down by `drag` for each further one present, with room for `room`: speed 1 / (1 + drag (n − 1)).
pub fn juggling(rate: f64, drag: f64, room: u32) -> Vec<f64> {
    let deaths: Vec<f64> = (0..room)
        .map(|others| 1.0 / (1.0 + drag * f64::from(others)))
        .collect();
    birth_death(&vec![rate; room as usize], &deaths)
}

/// One server for a number of sources, each of which asks `rate` times a unit while it waits for nothing: the number
/// that ask.
pub fn finite_source(sources: u32, rate: f64, mean: f64) -> Vec<f64> {
    let births: Vec<f64> = (0..sources)
        .map(|asking| rate * f64::from(sources - asking))
        .collect();
    birth_death(&births, &vec![1.0 / mean; sources as usize])
}

/// Mean waits by class, the most urgent first, at one server that is never interrupted (Cobham), exponential service.
pub fn cobham(rates: &[f64], mean: f64) -> Vec<f64> {
    let residual: f64 = rates.iter().map(|rate| rate * mean * mean).sum();
    by_class(rates, mean, |before, with| {
        residual / ((1.0 - before) * (1.0 - with))
    })
}

/// The same for several servers.
pub fn cobham_servers(rates: &[f64], mean: f64, servers: u32) -> Vec<f64> {
    let each = mean / f64::from(servers);
    let load: f64 = rates.iter().sum::<f64>() * mean;
    let residual = erlang_c(load, servers) * each;
    by_class(rates, each, |before, with| {
        residual / ((1.0 - before) * (1.0 - with))
    })
}

/// Mean stays by class at one server that the more urgent interrupt, service resumed afterwards, exponential service.
pub fn preemptive_resume(rates: &[f64], mean: f64) -> Vec<f64> {
    by_class(rates, mean, |before, with| {
        // Of exponential service the residual work of classes so urgent is their load times the mean.
        (mean * (1.0 - with) + with * mean) / ((1.0 - before) * (1.0 - with))
    })
}

/// A value for each class from the load before it and the load with it.
fn by_class(rates: &[f64], mean: f64, value: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let mut load = 0.0;
    (rates.iter())
        .map(|rate| {
            let before = load;
            load += rate * mean;
            value(before, load)
        })
        .collect()
}

/// Arrivals per unit at each node of a network: those from outside, and those sent on by `routes[from][to]`.
pub fn traffic(outside: &[f64], routes: &[&[f64]]) -> Vec<f64> {
    /// Each pass adds those who have been sent on once more.
    const PASSES: u32 = 500;
    let mut rates = outside.to_vec();
    for _ in 0..PASSES {
        rates = (0..outside.len())
            .map(|to| {
                let sent = (rates.iter().zip(routes)).map(|(rate, route)| rate * route[to]);
                outside[to] + sent.sum::<f64>()
            })
            .collect();
    }
    rates
}

/// The mean number present some time after a service without limit began empty, exponential stays.
pub fn filling_exponential(rate: f64, mean: f64, time: f64) -> f64 {
    rate * mean * -libm::expm1(-time / mean)
}

/// The same where everybody stays equally long.
pub fn filling_constant(rate: f64, mean: f64, time: f64) -> f64 {
    rate * mean.min(time)
}

/// The number present at a service without limit whose arrivals swing as a sine: its mean, how far it swings, and how
/// long after the arrivals; exponential stays.
pub fn swinging(rate: f64, swing: f64, period: f64, mean: f64) -> [f64; 3] {
    let speed = std::f64::consts::TAU / period;
    let turn = speed * mean;
    [
        rate * mean,
        swing * mean / (1.0 + turn * turn).sqrt(),
        libm::atan(turn) / speed,
    ]
}

/// The chance of at most `k` under a Poisson law.
pub fn poisson_at_most(k: u32, mean: f64) -> f64 {
    let mut term = libm::exp(-mean);
    let mut sum = term;
    for n in 1..=k {
        term *= mean / f64::from(n);
        sum += term;
    }
    sum
}

/// The mean stay of a customer of this size at a server that divides itself equally, whatever the law of sizes.
pub fn shared_stay(size: f64, load: f64) -> f64 {
    size / (1.0 - load)
}

/// Mean stays of two classes at a server that divides itself by weight, exponential sizes of mean 1.
pub fn weighted_stays(rates: [f64; 2], weights: [f64; 2]) -> [f64; 2] {
    let scale: f64 = (rates.iter().zip(&weights))
        .map(|(rate, weight)| weight * (1.0 - rate))
        .sum();
    let free = 1.0 - rates[0] - rates[1];
    let stay = |own: usize, other: usize| {
        (1.0 + rates[other] * (weights[other] - weights[own]) / scale) / free
    };
    [stay(0, 1), stay(1, 0)]
}

/// Completions over capacity where cases are opened faster than they can be done and all are worked on in turn: the law
/// (opened − done) / ln(opened / done) = capacity, all three per unit of time; `opened` is over capacity too, above 1.
pub fn task_juggling(opened: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    // The left side grows with what is done.
    for _ in 0..80 {
        let done = 0.5 * (low + high);
        if (opened - done) / libm::log(opened / done) < 1.0 {
            low = done;
        } else {
            high = done;
        }
    }
    0.5 * (low + high)
}

/// Mean waits of the first `count` customers of an M/M/c queue that begins empty, by recursion over what each finds.
pub fn first_waits(rate: f64, mean: f64, servers: u32, count: usize) -> Vec<f64> {
    let busy = |present: usize| f64::from(servers).min(present as f64) / mean;
    let mut found = vec![1.0];
    let mut waits = Vec::with_capacity(count);
    for _ in 0..count {
        let wait = (found.iter().enumerate().skip(servers as usize))
            .map(|(n, p)| p * (n as f64 - f64::from(servers) + 1.0) / busy(n));
        waits.push(wait.sum());
        // One more is there; until the next arrival some leave, each before it with the chance of its turn.
        let mut next = vec![0.0; found.len() + 1];
        let mut passing = 0.0;
        for n in (0..next.len()).rev() {
            let here = passing + if n > 0 { found[n - 1] } else { 0.0 };
            let stops = rate / (rate + busy(n));
            next[n] = here * stops;
            passing = here * (1.0 - stops);
        }
        found = next;
    }
    waits
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Printed values are right to half of their last place.
    fn near(computed: f64, printed: f64, places: i32) {
        let half = 0.500_001 * 10_f64.powi(-places);
        assert!(
            (computed - printed).abs() <= half,
            "{computed} is not {printed}"
        );
    }

    #[test]
    fn losses_and_waits_at_several_servers() {
        near(erlang_b(9.0, 10), 0.167_963_23, 8);
        near(erlang_b(3.0, 5), 0.110_054_35, 8);
        for (rate, mean, servers, waiting, queue, wait) in [
            (2.0, 1.0, 3, 0.444_444_44, 0.888_888_89, 0.444_444_44),
            (4.0, 1.0, 5, 0.554_112_55, 2.216_450_22, 0.554_112_55),
            (9.0, 1.0, 10, 0.668_731_52, 6.018_583_72, 0.668_731_52),
            (18.0, 1.0, 20, 0.550_769_00, 4.956_921_04, 0.275_384_50),
            (0.25, 10.0, 4, 0.319_856_70, 0.533_094_51, 2.132_378_03),
            (1.0 / 6.0, 4.0, 2, 0.166_666_67, 0.083_333_33, 0.5),
            (0.25, 3.0, 1, 0.75, 2.25, 9.0),
        ] {
            near(erlang_c(rate * mean, servers), waiting, 8);
            near(wait_of_servers(rate, mean, servers), wait, 8);
            near(rate * wait_of_servers(rate, mean, servers), queue, 8);
        }
        near(wait_of_servers(0.9, 1.0, 1), 9.0, 8);
        near(present_at_servers(0.9, 1.0, 1), 9.0, 8);
        // Five apart at the same load wait seven times as long as five together.
        near(
            wait_of_servers(0.8, 1.0, 1) / wait_of_servers(4.0, 1.0, 5),
            7.2,
            1,
        );
    }

    #[test]
    fn one_server_and_any_law_of_service() {
        for (square, wait) in [
            (1.0, 2.0),
            (1.5, 3.0),
            (4.0 / 3.0, 2.666_667),
            (2.0, 4.0),
            (3.0, 6.0),
            (5.0, 10.0),
        ] {
            near(pollaczek_khinchine(0.8, 1.0, square), wait, 6);
        }
    }

    #[test]
    fn limited_rooms_lose_and_hold_what_is_printed() {
        let law = limited_room(0.9, 1.0, 1, 5);
        near(law[0], 0.213_420_29, 8);
        near(law[5], 0.126_022_55, 8);
        near(mean_of(&law), 2.194_782_30, 8);
        near(0.9 * (1.0 - law[5]), 0.786_579_71, 8);
        near(mean_of(&law) / (0.9 * (1.0 - law[5])), 2.790_285_95, 8);
        let law = limited_room(1.5, 1.0, 1, 4);
        near(law[4], 0.383_886_26, 8);
        near(mean_of(&law), 2.758_293_84, 8);
        let law = limited_room(4.0, 1.0, 3, 8);
        near(law[8], 0.279_540_36, 8);
        near(mean_of(&law), 5.914_196_26, 8);
    }

    #[test]
    fn the_impatient_the_jugglers_and_the_few() {
        let impatient = erlang_a(10.0, 1.0, 2.0, 10);
        near(impatient.waiting, 0.619_655_23, 8);
        near(impatient.queue, 2.078_264_25, 8);
        near(impatient.wait, 0.207_826_42, 8);
        near(impatient.leaving, 0.103_913_21, 8);
        for (drag, present, full) in [
            (0.0, 2.206_145_31, 0.004_193_01),
            (0.02, 2.739_139_68, 0.012_908_34),
            (0.05, 4.031_935_34, 0.048_769_74),
        ] {
            let law = juggling(0.7, drag, 12);
            near(mean_of(&law), present, 8);
            near(law[12], full, 8);
        }
        let law = finite_source(6, 0.1, 1.0);
        near(law[0], 0.484_514_9, 7);
        near(mean_of(&law), 0.845_149_04, 8);
        near(mean_of(&law[1..]), 0.329_663_94, 8);
        near(1.0 - law[0], 0.515_485_1, 7);
        near(mean_of(&law[1..]) / (1.0 - law[0]), 0.639_521_77, 8);
    }

    #[test]
    fn the_urgent_go_first() {
        let rates = [0.2, 0.3, 0.3];
        let waits = cobham(&rates, 1.0);
        let conserved: f64 = rates.iter().zip(&waits).map(|(r, w)| r * w).sum();
        near(conserved, 3.2, 8);
        for (computed, printed) in waits.into_iter().zip([1.0, 2.0, 8.0]) {
            near(computed, printed, 8);
        }
        for (computed, printed) in preemptive_resume(&rates, 1.0)
            .into_iter()
            .zip([1.25, 2.5, 10.0])
        {
            near(computed, printed, 8);
        }
        let rates = [1.0, 2.0, 1.0];
        let waits = cobham_servers(&rates, 1.0, 5);
        let mean: f64 = rates.iter().zip(&waits).map(|(r, w)| r * w / 4.0).sum();
        near(mean, 0.554_112_55, 8);
        for (computed, printed) in waits
            .into_iter()
            .zip([0.138_528_14, 0.346_320_35, 1.385_281_39])
        {
            near(computed, printed, 8);
        }
    }

    #[test]
    fn networks_send_on() {
        let rates = traffic(
            &[1.0, 0.0, 0.0],
            &[&[0.0, 0.6, 0.3], &[0.0, 0.0, 0.5], &[0.0, 0.2, 0.0]],
        );
        let mut total = 0.0;
        for ((rate, mean), (servers, printed, present)) in
            rates.into_iter().zip([0.5, 1.0 / 1.5, 1.0 / 1.2]).zip([
                (1, 1.0, 1.0),
                (1, 0.733_333, 0.956_522),
                (2, 0.666_667, 0.602_007),
            ])
        {
            near(rate, printed, 6);
            near(present_at_servers(rate, mean, servers), present, 6);
            total += present_at_servers(rate, mean, servers);
        }
        near(total, 2.558_528, 6);
        let again = traffic(&[0.5], &[&[0.3]])[0];
        near(again, 0.714_286, 6);
        near(present_at_servers(again, 1.0, 1), 2.5, 6);
    }

    #[test]
    fn services_without_limit_fill_and_swing() {
        near(poisson_at_most(10, 10.0), 0.583_039_75, 8);
        for (time, exponential) in [
            (1.0, 3.934_693),
            (2.0, 6.321_206),
            (4.0, 8.646_647),
            (8.0, 9.816_844),
        ] {
            near(filling_exponential(5.0, 2.0, time), exponential, 6);
        }
        for (time, constant) in [(1.0, 5.0), (2.0, 10.0), (3.0, 10.0)] {
            near(filling_constant(5.0, 2.0, time), constant, 9);
        }
        let [mean, amplitude, lag] = swinging(5.0, 2.0, 12.0, 2.0);
        near(mean, 10.0, 9);
        near(amplitude, 2.762_485, 5);
        near(lag, 1.544_023, 6);
    }

    #[test]
    fn shared_servers() {
        for (size, stay) in [(0.5, 2.5), (1.0, 5.0), (2.0, 10.0)] {
            near(shared_stay(size, 0.8), stay, 9);
        }
        let [urgent, patient] = weighted_stays([0.4, 0.3], [2.0, 1.0]);
        near(urgent, 2.807_017_54, 8);
        near(patient, 4.035_087_72, 8);
        for (opened, done) in [
            (1.05, 0.951_613),
            (1.1, 0.906_252),
            (1.2, 0.823_562),
            (1.5, 0.625_783),
            (2.0, 0.406_376),
        ] {
            near(task_juggling(opened), done, 6);
        }
    }

    #[test]
    fn the_first_customers_wait_less() {
        let mean = |waits: &[f64]| waits.iter().sum::<f64>() / waits.len() as f64;
        let one = first_waits(1.0, 0.9, 1, 100);
        near(mean(&one[..25]), 2.124_489_35, 8);
        near(mean(&one), 4.134_184_60, 8);
        for (nth, printed) in [
            (2, 0.426_315_79),
            (10, 1.975_503_09),
            (25, 3.300_508_62),
            (100, 5.759_310_35),
        ] {
            near(one[nth - 1], printed, 8);
        }
        near(mean(&first_waits(1.0, 1.8, 2, 100)), 3.700_020_16, 8);
        for (load, printed) in [
            (0.5, [0.323_475, 0.460_011, 0.480_000]),
            (0.8, [0.919_073, 2.033_440, 2.480_043]),
            (0.95, [1.320_435, 3.671_123, 5.244_827]),
        ] {
            let waits = first_waits(1.0, load, 1, 100);
            for (first, printed) in [10, 50, 100].into_iter().zip(printed) {
                near(mean(&waits[..first]), printed, 6);
            }
        }
    }
}
