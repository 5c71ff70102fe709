namespace ActorMlOps.Grains.Monitoring;

/// <summary>Texts that occur again and again, such as classes, are held once.</summary>
internal sealed class TextPool
{
    private const int Most = 4_096;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public string? Shared(string? text)
    {
        if (text is null)
            return null;
        if (_texts.TryGetValue(text, out var shared))
            return shared;
        if (_texts.Count < Most)
            _texts[text] = text;
        return text;
    }
}
