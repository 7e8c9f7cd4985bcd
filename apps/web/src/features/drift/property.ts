/** How a property that is compared is shown to people. */
export interface Property {
  title: string;
  /** From the scale that is compared to the one that people read. */
  readable: (value: number) => number;
  /** Whether its values are counts, so that a bin is called by the whole numbers in it. */
  whole?: boolean;
}

const asItIs = (value: number) => value;

const known: Record<string, Property> = {
  rating: { title: 'Stars', readable: asItIs },
  genre: { title: 'Genres', readable: asItIs },
  // Compared as log10(1 + ratings): the popularity of films spans four orders of magnitude.
  film_popularity: { title: 'Ratings that the film has', readable: (value) => 10 ** value - 1, whole: true },
  film_decade: { title: 'Decade of the film', readable: asItIs },
  user_ratings: { title: 'Ratings that the person has', readable: (value) => 10 ** value - 1, whole: true },
  hour_of_day: { title: 'Hour of the day (UTC)', readable: asItIs },
  day_of_week: { title: 'Day of the week', readable: asItIs },
  predicted_rating: { title: 'Stars that the champion predicts', readable: asItIs },
  served_genre: { title: 'Genres that are recommended', readable: asItIs },
  user_activity: { title: 'Ratings by one person in a day', readable: asItIs, whole: true },
};

/** Title and scale of a property; one that is not known is called by its name: "film_length" → "Film length". */
export function propertyOf(column: string): Property {
  const words = column
    .replaceAll(/[_-]/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return known[column] ?? { title: words.charAt(0).toUpperCase() + words.slice(1), readable: asItIs };
}
