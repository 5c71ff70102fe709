using System.Text;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// The inputs that a model takes, so that what a request says of them again is found instead of made: names, and shapes of rows. Rows with
/// the same objects share a call without being compared. A request may say anything else, too.
/// </summary>
internal sealed class KnownInputs(ModelSignature signature)
{
    // A model with more inputs than this is searched in vain longer than a name takes to make.
    private const int MostSearched = 32;

    private readonly (string Name, byte[] Utf8, int[] RowShape)[] _inputs =
        [.. signature.Inputs.Take(MostSearched).Select(i => (i.Name, Encoding.UTF8.GetBytes(i.Name), signature.RowShape(i).ToArray()))];

    /// <summary>The name that is spelt so, if it is an input's.</summary>
    public string? FindName(ReadOnlySpan<byte> utf8)
    {
        foreach (var input in _inputs)
        {
            if (utf8.SequenceEqual(input.Utf8))
                return input.Name;
        }
        return null;
    }

    /// <summary>The shape of a row; the model's own if it is that.</summary>
    /// <param name="shape">With the number of rows in front.</param>
    public int[] RowShape(string name, int[] shape)
    {
        var row = shape.AsSpan(1);
        foreach (var input in _inputs)
        {
            if (name == input.Name && row.SequenceEqual(input.RowShape))
                return input.RowShape;
        }
        return row.ToArray();
    }
}
