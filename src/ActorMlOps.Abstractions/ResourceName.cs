namespace ActorMlOps;

/// <summary>
/// What models, versions and aliases may be called: 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or a digit.
/// '@' and '/' stay free for the keys of grains.
/// </summary>
public static class ResourceName
{
    public const string Rule = "1 to 64 letters, digits, '.', '_' or '-', starting with a letter or a digit";

    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > 64 || !char.IsAsciiLetterOrDigit(name[0]))
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
                return false;
        }
        return true;
    }
}
