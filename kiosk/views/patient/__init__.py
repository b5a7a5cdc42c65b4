"""The patient's side: tablet, own phone, the walk, the receipt."""
