-- What claims that say the same are found by, and the clusters that they make.
--
-- A cluster is named by the claim that it began with. Later claims are compared with that one only
-- and join for good, so that a cluster never changes under those who read it. Bands are looked into
-- by equality of integers; no index and no extension.

CREATE TABLE claim_traces (
    claim_id VARCHAR NOT NULL,
    embedder VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    vector TINYINT[] NOT NULL,
    band_1 USMALLINT NOT NULL,
    band_2 USMALLINT NOT NULL,
    band_3 USMALLINT NOT NULL,
    band_4 USMALLINT NOT NULL,
    band_5 USMALLINT NOT NULL,
    band_6 USMALLINT NOT NULL,
    sketch_1 UBIGINT NOT NULL,
    sketch_2 UBIGINT NOT NULL,
    sketch_3 UBIGINT NOT NULL,
    sketch_4 UBIGINT NOT NULL,
    cluster_id VARCHAR NOT NULL,
    similarity FLOAT,
    agreement FLOAT,
    PRIMARY KEY (claim_id, embedder),
    CHECK ((cluster_id = claim_id) = (similarity IS NULL)),
    CHECK (agreement IS NULL OR similarity IS NOT NULL)
);
COMMENT ON TABLE claim_traces IS 'Embeddings of checked claims, and the cluster of claims that say the same';
COMMENT ON COLUMN claim_traces.claim_id IS 'The claim (claims.id)';
COMMENT ON COLUMN claim_traces.embedder IS 'Name and version of the model that made the vector';
COMMENT ON COLUMN claim_traces.language IS 'ISO 639-1 code of the language of the claim';
COMMENT ON COLUMN claim_traces.vector IS 'Embedding of the wording, scaled so that its largest component is 127';
COMMENT ON COLUMN claim_traces.band_1 IS 'Sides of 14 hyperplanes that the vector lies on, as bits';
COMMENT ON COLUMN claim_traces.band_2 IS 'The same for 14 others';
COMMENT ON COLUMN claim_traces.band_3 IS 'The same for 14 others';
COMMENT ON COLUMN claim_traces.band_4 IS 'The same for 14 others';
COMMENT ON COLUMN claim_traces.band_5 IS 'The same for 14 others';
COMMENT ON COLUMN claim_traces.band_6 IS 'The same for 14 others';
COMMENT ON COLUMN claim_traces.sketch_1 IS 'Sides of 64 hyperplanes more; the more bits two claims share, the nearer they are';
COMMENT ON COLUMN claim_traces.sketch_2 IS 'The same for 64 others';
COMMENT ON COLUMN claim_traces.sketch_3 IS 'The same for 64 others';
COMMENT ON COLUMN claim_traces.sketch_4 IS 'The same for 64 others';
COMMENT ON COLUMN claim_traces.cluster_id IS 'The first claim that said the same (claims.id), itself if it is the first';
COMMENT ON COLUMN claim_traces.similarity IS 'Cosine to the first claim, without the centre of each language; NULL for the first';
COMMENT ON COLUMN claim_traces.agreement IS 'Probability that each follows from the other; NULL for the first and for the same words';
