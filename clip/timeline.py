"""The clip's one timeline: when each object comes, how it moves and how the light changes."""

import math
from dataclasses import dataclass, fields

FPS = 15
WIDTH, HEIGHT = 640, 480
REGION = (80, 0, 480, 480)  # the centred square that a recogniser looks at
COMING = 0.6  # seconds an object takes to come in, and again to leave

# The middle of each object above the table, about which it tilts; named as the macros of objects.inc.
MIDDLE = {"mug": 0.86, "ball": 1.0, "book": 1.05, "car": 0.65, "duck": 0.9, "cactus": 1.15}

# Where an object comes from and goes to, in table units beyond its own place: outside the picture.
OUTSIDE = {"left": (-6.5, 0.0), "right": (6.5, 0.0), "above": (0.0, 7.0)}


@dataclass(frozen=True)
class Pose:
    """Where an object stands (to the right, to the back, above the table), its angles in degrees and its size."""

    x: float = 0.0
    z: float = 0.0
    lift: float = 0.0
    turn: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    scale: float = 1.0

    def towards(self, other, part):
        """The pose that lies `part` (0 to 1) of the way to another."""
        mixed = (getattr(self, f.name) * (1 - part) + getattr(other, f.name) * part for f in fields(self))
        return Pose(*mixed)


@dataclass(frozen=True)
class Show:
    """One object's appearance: it comes, goes through its poses at an even pace, and leaves."""

    name: str
    comes: str
    leaves: str
    poses: tuple

    def pose(self, time, seconds):
        """The pose `time` seconds into a window of `seconds`."""
        stay = min(max((time - COMING) / (seconds - 2 * COMING), 0.0), 1.0)
        stay = stay * stay * (3 - 2 * stay)
        leg = min(int(stay * (len(self.poses) - 1)), len(self.poses) - 2)
        pose = self.poses[leg].towards(self.poses[leg + 1], stay * (len(self.poses) - 1) - leg)
        away = max(1 - time / COMING, 0.0) ** 3, max(1 - (seconds - time) / COMING, 0.0) ** 3
        x, lift = (away[0] * a + away[1] * b for a, b in zip(OUTSIDE[self.comes], OUTSIDE[self.leaves]))
        pose = Pose(pose.x + x, pose.z, pose.lift + lift, pose.turn, pose.pitch, pose.roll, pose.scale)
        if self.name == "ball":  # it rolls as far as it travels
            roll = -math.degrees(pose.x / (MIDDLE["ball"] * pose.scale))
            pose = Pose(pose.x, pose.z, pose.lift, pose.turn, pose.pitch, roll, pose.scale)
        return pose


@dataclass(frozen=True)
class Window:
    """A stretch of the clip; without shows the stage is empty."""

    seconds: float
    shows: tuple = ()


def solo(seconds, name, comes, leaves, *poses):
    return Window(seconds, (Show(name, comes, leaves, poses),))


def pair(seconds, *shows):
    return Window(seconds, tuple(Show(name, comes, leaves, poses) for name, comes, leaves, poses in shows))


PAUSE = Window(1.0)
PROGRAMME = [
    Window(2.4),
    solo(4.2, "mug", "left", "right", Pose(-0.4, 0.6, turn=-50), Pose(0.3, -1.0, turn=70), Pose(0.4, 0.2, turn=170)),
    PAUSE,
    solo(4.2, "ball", "left", "right", Pose(-0.9, 0.3), Pose(0.5, -0.8, turn=110), Pose(0.7, 0.5, turn=190)),
    PAUSE,
    solo(4.2, "book", "above", "right", Pose(0.2, 0.4, turn=-60), Pose(-0.3, -0.9, turn=15), Pose(0.1, 0.3, turn=160)),
    PAUSE,
    solo(4.2, "car", "left", "left", Pose(-0.2, 0.7, turn=5), Pose(0.2, -0.6, turn=-80), Pose(-0.1, 0.3, turn=-190)),
    PAUSE,
    solo(4.2, "duck", "right", "left", Pose(0.5, 0.5, turn=200), Pose(-0.1, -0.8, turn=90), Pose(-0.4, 0.4, turn=-30)),
    PAUSE,
    solo(4.2, "cactus", "right", "above", Pose(0.4, 0.5, turn=0), Pose(-0.2, -0.9, turn=140), Pose(0.1, 0.2, turn=270)),
    PAUSE,
    solo(
        3.8, "book", "left", "above",
        Pose(-0.4, 0.2, turn=-35), Pose(0.3, -0.4, 0.5, turn=10, pitch=-12, roll=14), Pose(0.2, -0.9, 0.3, 50, 8, -10)),
    PAUSE,
    solo(
        3.8, "mug", "above", "left",
        Pose(0.3, -0.7, turn=110), Pose(0.2, -0.9, 0.5, 20, 10, -14), Pose(-0.3, 0.3, 0.2, -40, -6, 10)),
    PAUSE,
    solo(
        3.8, "duck", "above", "right",
        Pose(-0.3, -0.9, turn=-20), Pose(-0.2, -0.4, 0.5, 60, -10, 12), Pose(0.4, 0.5, 0.1, 140, 5, -8)),
    PAUSE,
    pair(
        4.4,
        ("mug", "left", "left", (Pose(-1.05, 0.1, turn=-20, scale=0.85), Pose(-1.15, -0.4, turn=120, scale=0.85))),
        ("duck", "right", "right", (Pose(1.15, -0.3, turn=150, scale=0.8), Pose(1.05, 0.3, turn=40, scale=0.8)))),
    PAUSE,
    pair(
        4.4,
        ("car", "left", "left", (Pose(-1.0, -0.5, turn=-30, scale=0.72), Pose(-1.05, 0.0, turn=-150, scale=0.72))),
        ("cactus", "above", "right", (Pose(1.25, 0.4, turn=30, scale=0.9), Pose(1.15, 0.0, turn=200, scale=0.9)))),
    Window(1.2),
]

SECONDS = sum(window.seconds for window in PROGRAMME)
FRAMES = round(SECONDS * FPS)


def light(frame):
    """The key light's azimuth and elevation (degrees), power and warmth, and the fill's power: one round in a clip."""
    round_ = 2 * math.pi * frame / FRAMES
    azimuth = 18 + 42 * math.sin(round_)
    elevation = 47 + 7 * math.sin(2 * round_)
    power = 0.98 + 0.27 * math.sin(3 * round_)
    warmth = 0.5 - 0.5 * math.cos(2 * round_)
    fill = 0.34 + 0.10 * math.sin(2 * round_ + 1)
    return azimuth, elevation, power, warmth, fill


def stage():
    """Each frame's objects: a list of (name, pose) for every frame of the clip."""
    frames = []
    for window in PROGRAMME:
        for step in range(round(window.seconds * FPS)):
            frames.append([(show.name, show.pose(step / FPS, window.seconds)) for show in window.shows])
    return frames


def windows():
    """The time line in words: what is to be seen from when (inclusive) to when (exclusive), without gaps."""
    found, start = [], 0.0
    for window in PROGRAMME:
        names, end = [show.name for show in window.shows], start + window.seconds
        marks = [(start, end, False)]
        if names:
            marks = [(start, start + COMING, True), (start + COMING, end - COMING, False), (end - COMING, end, True)]
        for a, b, moving in marks:
            entry = {"objects": names, "from": round(a, 3), "to": round(b, 3)}
            found.append(entry | {"transition": True} if moving else entry)
        start = end
    return found


def scene(frame, objects, mask):
    """One frame as POV-Ray text; a mask shows the first object in pure red, the second in pure green, on black."""
    lines = ["#version 3.7;", f"#declare Mask = {int(mask)};", "#declare MaskColour = rgb 0;", '#include "scene.inc"']
    lines.append("Light({:.4f}, {:.4f}, {:.4f}, {:.4f}, {:.4f})".format(*light(frame)))
    for colour, (name, p) in zip(("<1, 0, 0>", "<0, 1, 0>"), objects):
        tilt, place = f"<{p.pitch:.4f}, 0, {p.roll:.4f}>", f"<{p.x:.5f}, {p.lift:.5f}, {p.z:.5f}>"
        lines.append(f"#declare MaskColour = rgb {colour};")
        lines.append(
            f"object {{ {name.capitalize()}() Place({MIDDLE[name]}, {p.turn:.4f}, {tilt}, {p.scale}, {place}) }}")
    return "\n".join(lines) + "\n"
