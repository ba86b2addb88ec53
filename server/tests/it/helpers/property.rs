//! Properties whose check waits for something: proptest makes the cases and shrinks them, the check is a future.

use std::time::{Duration, Instant};

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

/// For how long smaller cases are tried, once one has failed.
const SHRINKING: Duration = Duration::from_mins(1);

/// How many cases to try: what `PRAXIS_TEST_RUNS` says, or as many as there is time for in every run of the tests.
pub fn runs(usual: u32) -> u32 {
    setting("PRAXIS_TEST_RUNS").unwrap_or(usual)
}

/// Tries cases of the seed in `PRAXIS_TEST_SEED`, always the same ones where it is not set.
///
/// # Panics
/// Where one does not hold, with the smallest such case that was found.
pub async fn check<S: Strategy>(cases: u32, strategy: S, mut holds: impl AsyncFnMut(&S::Value) -> Result<(), String>) {
    let seed = setting("PRAXIS_TEST_SEED").unwrap_or(1);
    let mut bytes = [0; 32];
    bytes[..4].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for case in 0..cases {
        let mut tree = strategy.new_tree(&mut runner).unwrap();
        let mut smallest = tree.current();
        let mut held = holds(&smallest).await;
        let Err(mut why) = held.clone() else { continue };
        let failed = Instant::now();
        while failed.elapsed() < SHRINKING {
            let another = if held.is_err() { tree.simplify() } else { tree.complicate() };
            if !another {
                break;
            }
            held = holds(&tree.current()).await;
            if let Err(still) = &held {
                (smallest, why) = (tree.current(), still.clone());
            }
        }
        panic!("PRAXIS_TEST_SEED={seed}, case {case}: {why}\n{smallest:#?}");
    }
}

fn setting(name: &str) -> Option<u32> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}
