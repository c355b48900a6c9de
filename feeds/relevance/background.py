"""What health feeds speak of in general: the contrast that a profile stands out against.

A text is close to a line of the profile only if it is not closer to something else; these lines are the
something else. They are the departments of a general hospital and the sections of a newspaper, written
down before any measuring; one that an organisation has as its own steps back by itself.
"""

from __future__ import annotations

from typing import Final

BACKGROUND: Final = (
    "Infectious diseases, outbreaks and vaccines",
    "Heart disease, stroke and blood pressure",
    "Cancer, tumours and chemotherapy",
    "Diabetes, obesity and nutrition",
    "Pregnancy, childbirth and newborn babies",
    "Children's and teenagers' health",
    "Mental health, depression and suicide",
    "Brain, nerves, dementia and autism",
    "Bones, joints, muscles and injuries",
    "Lungs, asthma and breathing",
    "Stomach, liver and kidney disease",
    "Skin, allergies and sun",
    "Eyes, ears and teeth",
    "Smoking, e-cigarettes and tobacco",
    "Alcohol, opioids and drug abuse",
    "Sleep, exercise and fitness",
    "Ageing and long life",
    "Food safety, contamination and recalls",
    "Health insurance, law and politics",
    "Hospitals, doctors and nurses",
    "Drug companies, approvals and medical devices",
    "Genes, stem cells and laboratory research",
    "Company earnings, shares and markets",
    "Crime, courts and accidents",
    "Celebrities, film and television",
    "Animals and pets",
    "Weather, environment and pollution",
    "Sport, games and phones",
)
