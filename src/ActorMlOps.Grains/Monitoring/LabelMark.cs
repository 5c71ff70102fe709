namespace ActorMlOps.Grains.Monitoring;

/// <param name="Label">Null: there is none, but extras.</param>
/// <param name="Joined">It was counted with a prediction.</param>
/// <param name="At">When it was first written, Unix seconds.</param>
/// <param name="Counted">The version that answered the caller and was counted with the label; null: none, or not known any more.</param>
/// <param name="Row">Number of the row under which that was.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.LabelMark")]
internal readonly record struct LabelMark(
    [property: Id(0)] string? Label,
    [property: Id(1)] bool Joined,
    [property: Id(2)] long At,
    [property: Id(3)] string? Counted = null,
    [property: Id(4)] long Row = 0,
    [property: Id(5)] LabelExtras? Extras = null)
{
    /// <summary>With what a line adds to it or puts in its place.</summary>
    public LabelMark With(in LabelLine line) => this with { Label = line.Label ?? Label, Extras = LabelExtras.With(Extras, line) };

    public bool SaysTheSameAs(in LabelMark other) => Label == other.Label && ReferenceEquals(Extras, other.Extras);

    /// <summary>Whether it says something else than an earlier one, not only more.</summary>
    public bool Corrects(in LabelMark earlier) =>
        (earlier.Label is not null && earlier.Label != Label) || LabelExtras.Corrects(Extras, earlier.Extras);
}
