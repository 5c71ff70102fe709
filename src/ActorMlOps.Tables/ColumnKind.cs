namespace ActorMlOps.Tables;

/// <summary>What a column that is written holds.</summary>
public enum ColumnKind
{
    /// <summary>UTF-8 text.</summary>
    Text,

    /// <summary>64-bit whole numbers.</summary>
    Integer,

    /// <summary>32-bit floating point.</summary>
    Single,

    /// <summary>64-bit floating point.</summary>
    Double,
}
