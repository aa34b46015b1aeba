"""A simulated municipality with known truth. Nothing here says anything about a real office.

``municipality.simulate_municipality`` makes one; ``staff.demo_staff`` lists its accounts. Hidden
effects and true probabilities stand in ``truth``, what the offices have on record in the market.
"""
