"""How an application is judged: who decides, on which voices, with which score and capacity."""
