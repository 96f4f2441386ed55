//! The discrete Fourier transform of real frames: how strong each frequency is.
//!
//! Two frames are transformed at once. Their samples lie side by side in vectors of two f64 and go through the same
//! steps, so nothing is ever shuffled within a vector, and nothing of one frame reaches the other. The 2,048 real
//! samples of a frame are read as 1,024 complex numbers (even samples real, odd ones imaginary), transformed in place by
//! five passes of four-way butterflies, and untangled.
//!
//! **Library.** `realfft` on `rustfft` transforms one frame at a time and shuffles the halves of every complex number:
//! even with its `wasm_simd` kernels a pass over a 30-s track takes 10 ms in the tab, this 7. `wide` is the vectors.
//!
//! # Reference
//! H. Sorensen, D. Jones, M. Heideman and C. Burrus, *Real-valued fast Fourier transform algorithms*, IEEE Trans. ASSP 35
//! (1987); W. Gentleman and G. Sande, *Fast Fourier transforms: for fun and profit*, AFIPS 29 (1966), for the passes.

use super::stft::N_FFT;
use std::f64::consts::TAU;
use wide::f64x2;

/// Complex numbers a frame is read as.
const COMPLEX: usize = N_FFT / 2;
const _: () =
    assert!(COMPLEX.is_power_of_two() && COMPLEX.ilog2().is_multiple_of(2), "passes of four need a power of four");

/// The transform's tables and the place it works in; made once and used for any number of frames.
pub struct Fourier {
    /// The window, halved: untangling adds two numbers where it should take their mean.
    window: Vec<f64>,
    /// For each pass but the last, whose factors are all 1: the turns of a butterfly's second, third and fourth result.
    passes: Vec<Vec<[Turn; 3]>>,
    /// For bins 0 to half of them: the bin's turn, and where the passes leave number `bin` and number −`bin`.
    untangling: Vec<(Turn, usize, usize)>,
    numbers: Vec<Complex>,
}

/// A complex number of each of the two frames.
#[derive(Clone, Copy)]
struct Complex {
    re: f64x2,
    im: f64x2,
}

/// A complex number of absolute value 1, the same for both frames.
#[derive(Clone, Copy)]
struct Turn {
    re: f64,
    im: f64,
}

impl Fourier {
    /// Prepares the transform of frames tapered by `window` ([`N_FFT`] weights).
    pub fn new(window: &[f64]) -> Self {
        let lengths = std::iter::successors(Some(COMPLEX), |length| Some(length / 4)).take_while(|&length| length > 4);
        let turns = |length| {
            (0..length / 4).map(move |j| [Turn::new(2 * j, length), Turn::new(j, length), Turn::new(3 * j, length)])
        };
        let place = |number: usize| (number % COMPLEX).reverse_bits() >> (usize::BITS - COMPLEX.ilog2());
        Self {
            window: window.iter().map(|weight| weight / 2.0).collect(),
            passes: lengths.map(|length| turns(length).collect()).collect(),
            untangling: (0..=COMPLEX / 2)
                .map(|bin| (Turn::new(bin, N_FFT), place(bin), place(COMPLEX - bin)))
                .collect(),
            numbers: vec![Complex { re: f64x2::ZERO, im: f64x2::ZERO }; COMPLEX],
        }
    }

    /// Calls `put` with each bin, 0 to [`N_FFT`] / 2, and its power |X|² in both frames, in no particular order.
    pub fn powers(&mut self, [first, second]: [&[f32; N_FFT]; 2], mut put: impl FnMut(usize, [f32; 2])) {
        let samples = first.chunks_exact(2).zip(second.chunks_exact(2));
        for ((number, weights), (first, second)) in
            self.numbers.iter_mut().zip(self.window.chunks_exact(2)).zip(samples)
        {
            let tapered = |i: usize| f64x2::from([f64::from(first[i]), f64::from(second[i])]) * weights[i];
            *number = Complex { re: tapered(0), im: tapered(1) };
        }
        self.transform();
        for (bin, &(turn, here, there)) in self.untangling.iter().enumerate() {
            let (a, b) = (self.numbers[here], self.numbers[there]);
            // The spectra of the even and of the odd samples.
            let even = Complex { re: a.re + b.re, im: a.im - b.im };
            let odd = Complex { re: a.im + b.im, im: b.re - a.re } * turn;
            put(bin, (even + odd).power());
            put(COMPLEX - bin, (even - odd).power());
        }
    }

    /// The complex transform, in place. Number k ends where its ten bits, read backwards, say.
    fn transform(&mut self) {
        for turns in &self.passes {
            let quarter = turns.len();
            for block in self.numbers.chunks_exact_mut(4 * quarter) {
                let (left, right) = block.split_at_mut(2 * quarter);
                let (a, b) = left.split_at_mut(quarter);
                let (c, d) = right.split_at_mut(quarter);
                for ((((a, b), c), d), turns) in a.iter_mut().zip(b).zip(c).zip(d).zip(turns) {
                    let results = butterfly([*a, *b, *c, *d]);
                    *a = results[0];
                    *b = results[1] * turns[0];
                    *c = results[2] * turns[1];
                    *d = results[3] * turns[2];
                }
            }
        }
        for four in self.numbers.as_chunks_mut().0 {
            *four = butterfly(*four);
        }
    }
}

/// The transform of four numbers: results 0, 2, 1 and 3, which is their order when their two bits are read backwards.
#[inline(always)]
fn butterfly([a, b, c, d]: [Complex; 4]) -> [Complex; 4] {
    let (sum, difference) = (a + c, a - c);
    let (other_sum, rest) = (b + d, b - d);
    let turned = Complex { re: rest.im, im: -rest.re };
    [sum + other_sum, sum - other_sum, difference + turned, difference - turned]
}

impl Turn {
    /// e^(−2πi·part / whole).
    fn new(part: usize, whole: usize) -> Self {
        let (sine, cosine) = (TAU * part as f64 / whole as f64).sin_cos();
        Self { re: cosine, im: -sine }
    }
}

impl Complex {
    #[inline(always)]
    fn power(self) -> [f32; 2] {
        (self.re * self.re + self.im * self.im).to_array().map(|power| power as f32)
    }
}

impl std::ops::Add for Complex {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }
}

impl std::ops::Sub for Complex {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self { re: self.re - other.re, im: self.im - other.im }
    }
}

impl std::ops::Mul<Turn> for Complex {
    type Output = Self;

    #[inline(always)]
    fn mul(self, turn: Turn) -> Self {
        Self { re: self.re * turn.re - self.im * turn.im, im: self.re * turn.im + self.im * turn.re }
    }
}
