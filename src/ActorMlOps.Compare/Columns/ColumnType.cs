namespace ActorMlOps.Compare.Columns;

/// <summary>What the values of a column are, as the reference tells.</summary>
public enum ColumnType
{
    /// <summary>Text, compared by value. Also a column without any value.</summary>
    Text,

    /// <summary>Numbers.</summary>
    Number,

    /// <summary><c>true</c> and <c>false</c> in any case, compared by value.</summary>
    Boolean,

    /// <summary>Dates and times in ISO 8601, compared as seconds since 1970 UTC.</summary>
    Time,
}
