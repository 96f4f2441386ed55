//! The sixteen English songs: per style (waltz, techno, ambient, chiptune) the first, third, fifth and seventh.

use super::Words;

/// Four songs for each of the four styles, in the order of the catalogue.
pub const SONGS: [[Words; 4]; 4] = [
    [
        Words {
            title: "Paper Lanterns",
            artist: "The Lantern Street Quartet",
            lyrics: "\
Paper lanterns over the square,
somebody's laughing, the smell of a pear,
take my left hand and count up to three,
turn with me, turn with me, turn with me.
The baker has danced with the bell-ringer's aunt,
the shy ones say never, the shoes say they can't,
but one after two comes a gentle number three,
turn with me, turn with me, turn with me.",
        },
        Words {
            title: "The Clockmaker's Daughter",
            artist: "The Lantern Street Quartet",
            lyrics: "\
The clockmaker's daughter winds the moon with a key,
tick goes the river, tock goes the sea.
She keeps all the minutes that people let fall
in blue velvet boxes along the cool wall.
Oh lend me a minute, a small one will do,
tick goes the river, I'll spend it with you.
She polishes seconds till midnight shines through,
oh lend me a minute, a small one will do.",
        },
        Words {
            title: "Ferry to the Fair",
            artist: "Madame Ottoline's Dance Band",
            lyrics: "\
The ferry is crossing with ribbons and geese,
with cider and fiddles and somebody's niece,
heave away, sway away, over we go,
there's sawdust and sugar and horses in tow.
The wheel on the hilltop is painted bright red,
it lifts every sorrow clean over your head,
heave away, sway away, over we go,
there's sawdust and sugar and horses in tow.",
        },
        Words {
            title: "Snow on the Bandstand",
            artist: "Madame Ottoline's Dance Band",
            lyrics: "\
Snow on the bandstand, the trumpets asleep,
footprints in circles where couples would sweep.
December remembers the waltz that we knew,
softly, my darling, it's falling for two.
A sparrow conducts from the old iron rail,
the flakes keep in measure, the orchestra's pale.
December remembers the waltz that we knew,
softly, my darling, it's falling for two.",
        },
    ],
    [
        Words {
            title: "Last Train Through",
            artist: "Night Depot",
            lyrics: "\
Last train through, last train through,
neon on the platform, electric and new.
Tunnel after tunnel, the carriages hum,
doors are closing, doors are closing, here we come.
Strangers in the window with faces of light,
ticket to nowhere, express to the night.
Last train through, last train through,
doors are closing, doors are closing, on me and you.",
        },
        Words {
            title: "Concrete Sunrise",
            artist: "Night Depot",
            lyrics: "\
Up on the rooftop, the bass in my chest,
concrete sunrise, sun in the west?
We lost the direction, we lost the hour,
pink on the cranes and the radio tower.
Stay until morning, stay until gold,
stay until nobody does what they're told.
Concrete sunrise, coffee gone cold,
stay until morning, stay until gold.",
        },
        Words {
            title: "Voltage",
            artist: "Kilowatt Choir",
            lyrics: "\
Feel it rising, feel it rise,
copper in the fingers, sparks in the eyes.
Switch, relay, circuit, coil,
thunder is a language that the cables boil.
Voltage, voltage, carry me higher,
every body dancing is a length of wire.
Switch, relay, circuit, flame,
voltage, voltage, whisper my name.
Voltage, voltage, carry me higher.
Voltage, voltage, carry me higher.",
        },
        Words {
            title: "Factory Heart",
            artist: "Kilowatt Choir",
            lyrics: "\
Hammer and piston and conveyor belt,
this is the loudest that I ever felt.
Factory heart, factory heart,
pull me to pieces and show me each part.
Steel on the floor keeps a perfect beat,
pressure and rhythm and oil and heat.
Factory heart, factory heart,
stop when I tell you, and when I say, start.",
        },
    ],
    [
        Words {
            title: "Harbour Without Wind",
            artist: "Slow Harbour",
            lyrics: "\
No wind in the harbour,
the masts have forgotten their names.
Water holds water,
a lamp holds its flame.
Breathe out, and the evening breathes in.
Somewhere a rope is dreaming of knots.
No wind in the harbour,
breathe out, and the evening breathes in.
Breathe out, and the evening breathes in.",
        },
        Words {
            title: "Letters from Orbit",
            artist: "Slow Harbour",
            lyrics: "\
I am writing from orbit, the ink floats away,
sixteen small sunsets in every long day.
The continents drift like the thoughts of a child,
the oceans are patient, the deserts are mild.
Is the kettle still singing? Is the garden still there?
I am writing from orbit, from silence and air.
The continents drift like the thoughts of a child,
I am writing from orbit, weightless and mild.",
        },
        Words {
            title: "Moss",
            artist: "Elm & Aether",
            lyrics: "\
Green without hurry,
moss upon stone,
learning the forest
one inch alone.
Rain is a teacher who never explains,
green without hurry, year after rains.
Ferns hold the shadow, roots hold the hill,
moss upon stone, and the centuries still.
Green without hurry,
moss upon stone.",
        },
        Words {
            title: "Tide Table",
            artist: "Elm & Aether",
            lyrics: "\
The tide goes out at ten past four,
it leaves its handwriting on the shore.
Shell, comma, seaweed, line,
a sentence of salt in a grammar of brine.
Wait for the turning, wait for the swell,
nothing is lost that the sandbanks can tell.
Shell, comma, seaweed, line,
wait for the turning, the letters are fine.",
        },
    ],
    [
        Words {
            title: "One More Level",
            artist: "Eight Bit Bazaar",
            lyrics: "\
One more level, then I'll go to bed,
three little hearts in a row, bright red.
Jump on the mushroom, slide down the wall,
mind the spikes and the cannonball!
One more level, I promise, I swear,
the princess has wifi, the dragon can share.
Press start, press start, press start again,
one more level, it's only ten.
Press start, press start, press start again.
Press start, press start, press start again.",
        },
        Words {
            title: "Robot in the Kitchen",
            artist: "Eight Bit Bazaar",
            lyrics: "\
There's a robot in the kitchen and he's frying an egg,
he has flour on his bolts and some jam on his leg.
Beep boop, breakfast, beep boop, tea,
he burned all the toast but he smiled at me.
He measured the pepper in kilobytes,
he seasoned the soup with the Christmas lights.
Beep boop, breakfast, beep boop, tea,
he burned all the toast but he smiled at me.",
        },
        Words {
            title: "Treasure Map",
            artist: "Pixel & the Pirates",
            lyrics: "\
Nine steps north from the crooked palm,
the parrot is nervous, the captain is calm.
Dig, sailor, dig, where the X is drawn,
the gold will be ours by the crack of dawn!
A skeleton guards it, but he's terribly polite,
he offers us biscuits and wishes good night.
Dig, sailor, dig, where the X is drawn,
a chest full of buttons, and everyone's gone.
Dig, sailor, dig, where the X is drawn!",
        },
        Words {
            title: "Rocket Bicycle",
            artist: "Pixel & the Pirates",
            lyrics: "\
I built me a bicycle fuelled by fizz,
lemonade boosters and off it whizz!
Pedal to Saturn, pedal to Mars,
ring, ring, ring the bell at the stars.
My helmet's a goldfish bowl turned upside down,
my scarf is as long as the road out of town.
Pedal to Saturn, pedal to Mars,
ring, ring, ring the bell at the stars.",
        },
    ],
];
