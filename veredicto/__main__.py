"""The command, for who has the interpreter and not the folder of its scripts."""

from veredicto.cli.main import main

if __name__ == "__main__":
    main()
