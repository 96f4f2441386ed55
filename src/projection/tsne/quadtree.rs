//! A quadtree as flat arrays: the dots along a Z-shaped curve (Morton order), its squares as ranges of that curve.
//!
//! A square is followed by the squares inside it; `skip` leads past them. To walk the tree is to run along one array, forwards, without a
//! stack. Squares with one occupied quarter are left out, so there are fewer squares than dots.

/// Dots up to which a square is not divided.
const LEAF: usize = 16;

/// Dots up to which a square is asked for its forces as one group.
const GROUP: usize = 64;

/// Bits of a coordinate along the curve: dots in the same cell of 65,536 × 65,536 lie in the same leaf.
const BITS: u32 = 16;

/// A square that holds dots.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Square {
    /// Centre of gravity.
    pub centre: [f32; 2],
    /// Number of dots.
    pub dots: f32,
    /// Square of the side.
    pub side_squared: f32,
    /// Number of the next square that is not inside this one.
    pub skip: u32,
    /// The dots, as places along the curve.
    pub start: u32,
    /// Their end.
    pub end: u32,
    /// Whether it is not divided.
    pub leaf: bool,
}

/// Dots that lie together and are answered together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// Its dots, as places along the curve.
    pub start: u32,
    /// Their end.
    pub end: u32,
}

/// The tree over a set of dots; made anew for each iteration, in the memory of the last one.
#[derive(Debug, Clone, Default)]
pub struct Quadtree {
    /// Row of the dot at each place along the curve.
    pub order: Vec<u32>,
    /// The dots along the curve.
    pub dots: Vec<[f32; 2]>,
    /// The squares, each before those inside it.
    pub squares: Vec<Square>,
    /// The groups along the curve: every dot is in one.
    pub groups: Vec<Group>,
    codes: Vec<u32>,
    /// Sums of the coordinates of all dots before each place along the curve.
    sums: Vec<[f64; 2]>,
    keyed: Vec<(u32, u32)>,
    spare: Vec<(u32, u32)>,
    side: f32,
}

impl Quadtree {
    /// Sorts the dots (finite) and divides the plane.
    pub fn rebuild(&mut self, places: &[[f32; 2]]) {
        self.sort(places);
        self.sums.clear();
        let mut sum = [0.0_f64; 2];
        self.sums.push(sum);
        for dot in &self.dots {
            sum = [sum[0] + f64::from(dot[0]), sum[1] + f64::from(dot[1])];
            self.sums.push(sum);
        }
        self.squares.clear();
        self.groups.clear();
        if !places.is_empty() {
            self.divide(0, places.len(), false);
        }
    }

    /// Along the curve; equal codes stay in row order.
    fn sort(&mut self, places: &[[f32; 2]]) {
        let mut low = [f32::INFINITY; 2];
        let mut high = [f32::NEG_INFINITY; 2];
        for place in places {
            for axis in 0..2 {
                low[axis] = low[axis].min(place[axis]);
                high[axis] = high[axis].max(place[axis]);
            }
        }
        self.side = (high[0] - low[0]).max(high[1] - low[1]).max(f32::MIN_POSITIVE);
        let cells = ((1_u32 << BITS) - 1) as f32 / self.side;
        self.keyed.clear();
        self.keyed.extend(places.iter().enumerate().map(|(row, place)| {
            let cell = |axis: usize| spread(((place[axis] - low[axis]) * cells) as u32 & ((1 << BITS) - 1));
            (cell(0) | cell(1) << 1, row as u32)
        }));
        sort_by_code(&mut self.keyed, &mut self.spare);
        self.codes.clear();
        self.codes.extend(self.keyed.iter().map(|&(code, _)| code));
        self.order.clear();
        self.order.extend(self.keyed.iter().map(|&(_, row)| row));
        self.dots.clear();
        self.dots.extend(self.order.iter().map(|&row| places[row as usize]));
    }

    /// Lists the square of these dots and all inside it. Each is at most half as wide as the one around it: sixteen deep at most.
    fn divide(&mut self, start: usize, end: usize, grouped: bool) {
        let differing = self.codes[start] ^ self.codes[end - 1];
        // Halvings after which all of these dots are still together.
        let depth = differing.leading_zeros() / 2;
        let dots = end - start;
        let leaf = dots <= LEAF || depth == BITS;
        let (from, to) = (self.sums[start], self.sums[end]);
        let centre = [0, 1].map(|axis| ((to[axis] - from[axis]) / dots as f64) as f32);
        let side = self.side / (1_u32 << depth) as f32;
        let number = self.squares.len();
        self.squares.push(Square {
            centre,
            dots: dots as f32,
            side_squared: side * side,
            skip: 0,
            start: start as u32,
            end: end as u32,
            leaf,
        });
        let group = !grouped && (leaf || dots <= GROUP);
        if group {
            self.groups.push(Group { start: start as u32, end: end as u32 });
        }
        if !leaf {
            let shift = 2 * (BITS - 1 - depth);
            let mut from = start;
            while from < end {
                let quarter = self.codes[from] >> shift;
                let to = from + self.codes[from..end].partition_point(|code| code >> shift <= quarter);
                self.divide(from, to, grouped || group);
                from = to;
            }
        }
        self.squares[number].skip = self.squares.len() as u32;
    }
}

/// Puts a zero before each of the sixteen bits.
fn spread(cell: u32) -> u32 {
    let cell = (cell | cell << 8) & 0x00ff_00ff;
    let cell = (cell | cell << 4) & 0x0f0f_0f0f;
    let cell = (cell | cell << 2) & 0x3333_3333;
    (cell | cell << 1) & 0x5555_5555
}

/// Sorts by the code alone, equal ones staying as they are: by its digits of eleven bits, the lowest first.
fn sort_by_code(keyed: &mut Vec<(u32, u32)>, spare: &mut Vec<(u32, u32)>) {
    const DIGIT: u32 = 11;
    spare.clear();
    spare.resize(keyed.len(), (0, 0));
    for shift in [0, DIGIT, 2 * DIGIT] {
        let digit = |code: u32| (code >> shift) as usize & ((1 << DIGIT) - 1);
        let mut places = [0_u32; 1 << DIGIT];
        for &(code, _) in keyed.iter() {
            places[digit(code)] += 1;
        }
        let mut before = 0;
        for place in &mut places {
            before += std::mem::replace(place, before);
        }
        for &entry in keyed.iter() {
            let place = &mut places[digit(entry.0)];
            spare[*place as usize] = entry;
            *place += 1;
        }
        std::mem::swap(keyed, spare);
    }
}
