namespace ActorMlOps.Grains.Monitoring.Alerts.Rules;

/// <summary>How a value is compared with a threshold.</summary>
internal readonly record struct Comparison(bool Less, bool OrEqual)
{
    /// <summary>Null: none of &lt;, &lt;=, &gt; and &gt;=.</summary>
    public static Comparison? Parse(string text) => text switch
    {
        "<" => new(true, false),
        "<=" => new(true, true),
        ">" => new(false, false),
        ">=" => new(false, true),
        _ => null,
    };

    public bool IsBeyond(double value, double threshold) => (OrEqual && value == threshold) || (Less ? value < threshold : value > threshold);
}
