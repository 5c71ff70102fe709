namespace ActorMlOps.Tables;

/// <summary>Files that are read (<see cref="TableReader"/>) and written (<see cref="TableWriter"/>) row by row.</summary>
public enum TableFormat
{
    /// <summary>RFC 4180 with a header line, UTF-8, optionally gzip; an empty field is missing.</summary>
    Csv,

    /// <summary>One JSON object a line, UTF-8, optionally gzip; null and absent properties are missing.</summary>
    NdJson,

    /// <summary>Apache Parquet.</summary>
    Parquet,
}
