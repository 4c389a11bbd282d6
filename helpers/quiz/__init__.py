"""Practice without a grade: tests with new numbers each time, and flash cards.

    from helpers import quiz

    quiz.ask("map_side", seed=1)       # one question; another seed, other numbers
    test = quiz.draw(8, seed=1)        # a test over all the chapters
    test.check({1: "b", 2: 14})        # says which mistake it has noticed
    quiz.cards(5, seed=1)              # flash cards, from the glossary

Questions with options are read from the course's own lessons, and cards from its glossary, so a
new chapter takes part as soon as its notebook is there. Questions with numbers are made here.
"""

from helpers.quiz._cards import cards, look_up
from helpers.quiz._practice import ask, draw, names

__all__ = ["ask", "cards", "draw", "look_up", "names"]
