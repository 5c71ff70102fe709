namespace ActorMlOps.Compare.Columns;

/// <summary>Where a column stands in the report.</summary>
public enum ColumnRole
{
    /// <summary>Counts in the verdict on the data set.</summary>
    Feature,

    /// <summary>Of a model: reported apart.</summary>
    Prediction,

    /// <summary>The truth: reported apart.</summary>
    Label,
}
