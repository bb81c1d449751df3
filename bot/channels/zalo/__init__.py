"""Zalo: an Official Account (`oa`) and the Zalo Bot Platform (`bot`). Each stands without the other."""
