namespace ActorMlOps.Tables;

/// <summary>How rows are written down.</summary>
public enum RowFormat
{
    /// <summary>RFC 4180 with a header line, UTF-8; an empty field is missing.</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    NdJson,

    /// <summary>A JSON array of objects, or an object whose property <c>rows</c> is one.</summary>
    Json,
}
