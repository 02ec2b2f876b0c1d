-- The section that an article appeared in, and what each line of its text is.

ALTER TABLE articles ADD COLUMN section VARCHAR;
ALTER TABLE articles ADD COLUMN blocks STRUCT(kind VARCHAR, start_char INTEGER, end_char INTEGER)[];
COMMENT ON COLUMN articles.section IS 'Section that the article says it appeared in';
COMMENT ON COLUMN articles.blocks IS 'The lines of the text: kind (title, standfirst, heading, paragraph, quote, pull_quote, caption, list_item, table, speech) and place in code points; NULL before they were kept';
