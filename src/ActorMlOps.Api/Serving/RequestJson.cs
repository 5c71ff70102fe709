namespace ActorMlOps.Api.Serving;

/// <summary>A request's JSON and how it is read.</summary>
/// <param name="text">All of it: no tensor has more elements than it has bytes.</param>
/// <param name="binary">Tensors may follow it.</param>
/// <param name="known">What is known of the model's inputs; null: nothing.</param>
/// <param name="flat">Flat lists of floats are read at once. The reader then no longer knows where in the text it is.</param>
internal readonly ref struct RequestJson(ReadOnlySpan<byte> text, bool binary, KnownInputs? known, bool flat)
{
    public ReadOnlySpan<byte> Text { get; } = text;

    public bool Binary { get; } = binary;

    public KnownInputs? Known { get; } = known;

    public bool Flat { get; } = flat;
}
