"""What stands between the desk and whoever asks: hosts, origins, sizes, rates, headers."""
