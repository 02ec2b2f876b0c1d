"""An article with what was found about its statements, as one page that opens anywhere."""
